namespace LatentDiffusion.Provenance;

/// <summary>Tries variants of reading one picture by their pilots, and decodes those that fit best.</summary>
internal sealed class MarkSearch(Plane luminance, ChipPattern pattern)
{
    private readonly Dictionary<float, Plane> _sharpened = new() { [0] = luminance };

    /// <summary>Rates variants at one place.</summary>
    /// <param name="place">Where a tile begins.</param>
    /// <param name="variants">The variants; those that share a change and blocks one after another.</param>
    /// <returns>The variants and their pilots' scores, the best first.</returns>
    public List<(MarkVariant Variant, double Fit)> Rate(TilePlace place, IReadOnlyList<MarkVariant> variants)
    {
        var rated = new List<(MarkVariant Variant, double Fit)>();
        float[] tile = new float[MarkLayout.Chips], coefficients = [];
        MarkVariant before = default;
        foreach (MarkVariant variant in variants)
        {
            // Neighbours in the list share their coefficients, and often the tile.
            if (rated.Count == 0 || variant.Sharpening != before.Sharpening) coefficients = Coefficients(place, variant.Sharpening);
            if (rated.Count == 0 || variant with { Coefficients = before.Coefficients } != before)
                Fold(coefficients, place, variant, MarkLayout.Coefficients, tile);
            rated.Add((before = variant, Fit(tile, variant.Coefficients)));
        }

        return [.. rated.OrderByDescending(each => each.Fit)];
    }

    /// <summary>Decodes one variant.</summary>
    /// <param name="place">Where a tile begins.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="share">The place's part of all false positives.</param>
    /// <returns>The payload, and the logarithm of the bound on the chance that a picture without the mark gives any.</returns>
    public (ulong Payload, double LogFalseAlarm) Decode(TilePlace place, MarkVariant variant, double share)
    {
        int count = variant.Coefficients;
        float[] tile = new float[count * MarkLayout.TileArea], signs = new float[tile.Length];
        Fold(Coefficients(place, variant.Sharpening), place, variant, count, tile);
        Span<float> soft = stackalloc float[TailBitingCode.Length];
        pattern.Demodulate(tile, count, soft);
        ulong payload = TailBitingCode.Decode(soft);
        Span<bool> word = stackalloc bool[TailBitingCode.Length];
        TailBitingCode.Encode(payload, word);
        pattern.Modulate(word, signs);
        return (payload, FalseAlarm.Log(FalseAlarm.Score(signs, tile), share * variant.Share));
    }

    private float[] Coefficients(TilePlace place, float sharpening)
    {
        if (!_sharpened.TryGetValue(sharpening, out Plane? plane)) _sharpened[sharpening] = plane = luminance.Sharpened(sharpening);
        return BlockTransform.Forward(plane, place);
    }

    private void Fold(ReadOnlySpan<float> coefficients, TilePlace place, MarkVariant variant, int count, Span<float> tile)
    {
        bool[]? skipped = SoftTile.Skipped(luminance, place, variant.Skipped);
        SoftTile.Fold(coefficients, place.Across(luminance.Width), variant.Gain, count, place, skipped, tile);
    }

    private double Fit(ReadOnlySpan<float> tile, int count)
    {
        (double product, double energy) = (0, 1e-12);
        for (int i = 0; i < count * MarkLayout.PilotsPerCoefficient; i++)
        {
            int chip = i / MarkLayout.PilotsPerCoefficient * MarkLayout.TileArea + pattern.Pilots[i];
            product += (double)pattern.Signs[chip] * tile[chip];
            energy += (double)tile[chip] * tile[chip];
        }

        return product / Math.Sqrt(energy);
    }
}
