using System.Numerics.Tensors;

namespace LatentDiffusion.Provenance;

/// <summary>Tries variants of reading one picture by their pilots, and decodes those that fit best.</summary>
internal sealed class MarkSearch(Plane luminance, ChipPattern pattern)
{
    private readonly Dictionary<float, Plane> _sharpened = new() { [0] = luminance };
    private PlacedBlocks? _blocks;

    /// <summary>Rates variants at one place.</summary>
    /// <param name="place">Where a tile begins.</param>
    /// <param name="variants">The variants; those that share a change and blocks one after another.</param>
    /// <returns>The variants and their pilots' scores, the best first.</returns>
    public List<(MarkVariant Variant, double Fit)> Rate(TilePlace place, IReadOnlyList<MarkVariant> variants)
    {
        var rated = new List<(MarkVariant Variant, double Fit)>();
        float[] tile = new float[MarkLayout.Chips];
        MarkVariant before = default;
        foreach (MarkVariant variant in variants)
        {
            // Neighbours in the list often share the tile.
            if (rated.Count == 0 || variant with { Coefficients = before.Coefficients } != before)
                At(place).Fold(variant, MarkLayout.Coefficients, tile);
            rated.Add((before = variant, Fit(tile, variant.Coefficients)));
        }

        return [.. rated.OrderByDescending(each => each.Fit)];
    }

    /// <summary>Decodes one variant.</summary>
    /// <param name="place">Where a tile begins.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="share">The place's part of all false positives.</param>
    public MarkCandidate Decode(TilePlace place, MarkVariant variant, double share)
    {
        int count = variant.Coefficients;
        float[] tile = new float[count * MarkLayout.TileArea], signs = new float[tile.Length], soft = new float[TailBitingCode.Length];
        At(place).Fold(variant, count, tile);
        pattern.Demodulate(tile, count, soft);
        ulong payload = TailBitingCode.Decode(soft);
        bool[] word = new bool[TailBitingCode.Length];
        TailBitingCode.Encode(payload, word);
        pattern.Modulate(word, signs);
        double score = FalseAlarm.Score(signs, tile);
        return MarkCandidate.Of(payload, score, share * variant.Share, () => LogOdds(soft, word, score, tile));
    }

    /// <summary>The odds of a word to those near it, by the amplitude and the noise that its score tells.</summary>
    private static double LogOdds(ReadOnlySpan<float> soft, ReadOnlySpan<bool> word, double score, ReadOnlySpan<float> tile)
    {
        double power = TensorPrimitives.SumOfSquares(tile) / tile.Length, part = score / Math.Sqrt(tile.Length);
        float certainty = (float)(2 * part / (Math.Sqrt(power) * (1 - part * part) + 1e-12));
        float[] agreement = new float[soft.Length];
        for (int i = 0; i < soft.Length; i++) agreement[i] = certainty * (word[i] ? -soft[i] : soft[i]);
        return NearWords.LogOdds(agreement);
    }

    /// <summary>Blocks at a place; those of the last one are kept, since a place is rated and then decoded.</summary>
    private PlacedBlocks At(TilePlace place) =>
        _blocks is { } last && last.Place == place ? last : _blocks = new PlacedBlocks(luminance, Sharpened, place);

    private Plane Sharpened(float amount)
    {
        if (!_sharpened.TryGetValue(amount, out Plane? plane)) _sharpened[amount] = plane = luminance.Sharpened(amount);
        return plane;
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
