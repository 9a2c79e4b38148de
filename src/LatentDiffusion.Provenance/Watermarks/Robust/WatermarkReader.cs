using System.Buffers.Binary;

namespace LatentDiffusion.Provenance;

/// <summary>
/// Reads marks of <see cref="Watermark"/> by a key. It tries the picture as it is, then as a part cut out of a larger one, then as one that
/// had another size, of at most 2 megapixels and a width of a multiple of 64. A picture without the mark, or with one of another key, is
/// taken for marked with a probability of at most 1e-9, whatever it shows; see <see cref="WatermarkReading.FalsePositiveRate"/>.
/// </summary>
public sealed class WatermarkReader : IWatermarkReader
{
    /// <summary>How many of the best variants are decoded at the picture's own place, and at each of the best places of a crop.</summary>
    private const int DecodedInPlace = 12, DecodedPerPlace = 3;

    /// <summary>
    /// How many places of a crop are looked at by all variants, and how many more only as they are, per tile that the picture holds.
    /// </summary>
    private const int WellSearched = 6, Searched = 48;

    /// <summary>Pilots' score from which a resized picture is decoded.</summary>
    private const double ResizedFit = 2.5;

    /// <summary>Pilots' score without sharpening from which the others are looked at.</summary>
    private const double ResizedHope = 1.5;

    /// <summary>
    /// How false positives are shared out: to the picture as it is, to all places of crops, and to sizes that it may have had.
    /// </summary>
    private const double InPlaceShare = 0.6, CropShare = 0.3, ResizedShare = 0.1;

    private readonly ChipPattern _pattern;

    /// <summary>Makes a reader.</summary>
    /// <param name="key">The key of the marks; <see cref="WatermarkKey.Public"/> unless given.</param>
    public WatermarkReader(WatermarkKey? key = null) => _pattern = (key ?? WatermarkKey.Public).Pattern;

    /// <inheritdoc/>
    public string Name => "watermark";

    /// <inheritdoc/>
    public WatermarkReading? Read(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        bool holdsBlock = image.Width >= MarkLayout.BlockSize && image.Height >= MarkLayout.BlockSize;
        if (!holdsBlock || (long)image.Width * image.Height < Watermark.MinPixels) return null;
        Plane whole = Plane.Luminance(image.Width, image.Height, image.Pixels);
        Plane luminance = whole.Cut(PlanePart.Read(whole.Width, whole.Height));
        var search = new MarkSearch(luminance, _pattern);
        return Read(search, default, Best(search, default, DecodedInPlace), InPlaceShare)
            ?? ReadCrop(luminance, search) ?? ReadResized(whole);
    }

    private WatermarkReading? ReadCrop(Plane luminance, MarkSearch search)
    {
        double tiles = Math.Max(1, (double)luminance.Width * luminance.Height / (MarkLayout.TileSize * MarkLayout.TileSize));
        List<TilePlace> places = TilePlaces.Best(luminance, _pattern, Math.Max(WellSearched, (int)(Searched / tiles)));
        const double share = CropShare / (MarkLayout.TileSize * MarkLayout.TileSize);
        foreach (TilePlace place in places[..Math.Min(WellSearched, places.Count)])
            if (Read(search, place, Best(search, place, DecodedPerPlace), share) is { } part) return part;
        foreach (TilePlace place in places)
            if (Read(search, place, MarkVariant.Plain, share) is { } part) return part;
        return null;
    }

    private WatermarkReading? ReadResized(Plane picture)
    {
        List<(int Width, int Height)> sizes = FormerSizes.Of(picture.Width, picture.Height);
        foreach ((int width, int height) in sizes)
        {
            // What sharpening brings out is seen without it, too, if less well, and most sizes are not worth sharpening.
            var search = new MarkSearch(picture.Resized(width, height, PlanePart.Read(width, height)), _pattern);
            if (search.Rate(default, MarkVariant.Plain)[0].Fit < ResizedHope) continue;
            IEnumerable<MarkVariant> fitting =
                search.Rate(default, MarkVariant.Resized).Where(each => each.Fit >= ResizedFit).Select(each => each.Variant);
            if (Read(search, default, fitting, ResizedShare / sizes.Count) is { } whole) return whole;
        }

        return null;
    }

    private static IEnumerable<MarkVariant> Best(MarkSearch search, TilePlace place, int count) =>
        search.Rate(place, MarkVariant.All).Take(count).Select(each => each.Variant);

    /// <summary>Decodes variants at one place, and gives the most certain reading if it holds.</summary>
    private static WatermarkReading? Read(MarkSearch search, TilePlace place, IEnumerable<MarkVariant> variants, double share)
    {
        MarkCandidate best = default;
        foreach (MarkVariant variant in variants)
        {
            MarkCandidate candidate = search.Decode(place, variant, share);
            if (candidate.LogFalseAlarm < best.LogFalseAlarm) best = candidate;
            if (best.IsCertain) break;
        }

        if (!best.Holds) return null;
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, best.Payload << (64 - TailBitingCode.PayloadBits));
        Memory<byte> found = bytes.AsMemory(0, Watermark.PayloadBytes);
        return new WatermarkReading(found, TailBitingCode.PayloadBits)
        {
            FalsePositiveRate = Math.Exp(best.LogFalseAlarm),
            Meaning = found.Span.SequenceEqual(Watermark.GeneratedPayload.Span) ? "generated by AI" : null,
        };
    }
}
