namespace LatentDiffusion.Provenance;

/// <summary>Tries alignments of one picture by their pilots, and decodes those that fit best.</summary>
internal sealed class MarkSearch(Plane luminance, ChipPattern pattern)
{
    private readonly Dictionary<float, Plane> _sharpened = new() { [0] = luminance };

    /// <summary>Scores all variants of one place.</summary>
    /// <param name="row">Row of the picture where a tile begins.</param>
    /// <param name="column">Column where it begins.</param>
    /// <param name="destination">Where they are added.</param>
    public void Rate(int row, int column, List<MarkAlignment> destination)
    {
        float[] tile = new float[MarkLayout.Chips];
        foreach (float sharpening in MarkAlignment.Sharpenings)
        {
            float[] coefficients = Coefficients(row, column, sharpening);
            foreach (float gain in MarkAlignment.Gains)
            {
                Fold(coefficients, row, column, gain, MarkLayout.Coefficients, tile);
                foreach (int count in MarkAlignment.Counts)
                    destination.Add(new MarkAlignment(row, column, sharpening, gain, count, Fit(tile, count)));
            }
        }
    }

    /// <summary>Decodes at one alignment.</summary>
    /// <param name="alignment">The alignment.</param>
    /// <param name="share">Its part of all false positives.</param>
    /// <returns>The payload, and the logarithm of the bound on the chance that a picture without the mark gives any.</returns>
    public (ulong Payload, double LogFalseAlarm) Decode(MarkAlignment alignment, double share)
    {
        (int row, int column, float sharpening, float gain, int count, _) = alignment;
        float[] tile = new float[count * MarkLayout.TileArea], signs = new float[tile.Length];
        Fold(Coefficients(row, column, sharpening), row, column, gain, count, tile);
        Span<float> soft = stackalloc float[TailBitingCode.Length];
        pattern.Demodulate(tile, count, soft);
        ulong payload = TailBitingCode.Decode(soft);
        Span<bool> word = stackalloc bool[TailBitingCode.Length];
        TailBitingCode.Encode(payload, word);
        pattern.Modulate(word, signs);
        return (payload, FalseAlarm.Log(FalseAlarm.Score(signs, tile), share));
    }

    private float[] Coefficients(int row, int column, float sharpening)
    {
        if (!_sharpened.TryGetValue(sharpening, out Plane? plane)) _sharpened[sharpening] = plane = luminance.Sharpened(sharpening);
        return BlockTransform.Forward(plane, row % MarkLayout.BlockSize, column % MarkLayout.BlockSize);
    }

    private void Fold(ReadOnlySpan<float> coefficients, int row, int column, float gain, int count, Span<float> tile)
    {
        int across = (luminance.Width - column % MarkLayout.BlockSize) / MarkLayout.BlockSize;
        SoftTile.Fold(coefficients, across, gain, count, Offset(row), Offset(column), tile);
    }

    /// <summary>The tile's block that comes first in the picture, where a tile begins at a row or column.</summary>
    private static int Offset(int start) => (MarkLayout.TileBlocks - start / MarkLayout.BlockSize) % MarkLayout.TileBlocks;

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
