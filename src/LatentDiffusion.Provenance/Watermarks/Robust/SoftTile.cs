namespace LatentDiffusion.Provenance;

/// <summary>Soft values of the chips, of all tiles of a picture summed.</summary>
internal static class SoftTile
{
    /// <summary>A block is dark below this mean, a pixel is white from this value.</summary>
    private const float DarkLimit = 16, WhiteLimit = 254.5f;

    /// <summary>Folds a picture's coefficients into one tile.</summary>
    /// <param name="coefficients">Coefficients of its blocks, as <see cref="BlockTransform.Forward"/> gives them.</param>
    /// <param name="across">Blocks in a row.</param>
    /// <param name="gain">What coefficients are multiplied by, to undo a change of contrast.</param>
    /// <param name="count">How many coefficients of each block count, from the first.</param>
    /// <param name="place">Where tiles lie.</param>
    /// <param name="skipped">For each block, whether it is left out; null where all count.</param>
    /// <param name="tile">The sums, in the order of <see cref="ChipPattern"/>.</param>
    public static void Fold(
        ReadOnlySpan<float> coefficients, int across, float gain, int count, TilePlace place, bool[]? skipped, Span<float> tile)
    {
        tile.Clear();
        Span<float> scales = stackalloc float[count];
        for (int c = 0; c < count; c++) scales[c] = gain / MarkLayout.Steps[c];
        int blocks = coefficients.Length / MarkLayout.Coefficients;
        for (int b = 0; b < blocks; b++)
        {
            if (skipped is not null && skipped[b]) continue;
            int row = (b / across + place.RowOffset) % MarkLayout.TileBlocks;
            int column = (b % across + place.ColumnOffset) % MarkLayout.TileBlocks;
            int position = row * MarkLayout.TileBlocks + column;
            ReadOnlySpan<float> block = coefficients.Slice(b * MarkLayout.Coefficients, count);
            for (int c = 0; c < count; c++) tile[c * MarkLayout.TileArea + position] += Wave(block[c] * scales[c]);
        }
    }

    /// <summary>Says which blocks are left out.</summary>
    /// <param name="luminance">The picture.</param>
    /// <param name="place">Where tiles lie.</param>
    /// <param name="kind">What is left out.</param>
    /// <returns>For each block, whether it is left out; null where all count.</returns>
    public static bool[]? Skipped(Plane luminance, TilePlace place, SkippedBlocks kind)
    {
        const int size = MarkLayout.BlockSize;
        if (kind == SkippedBlocks.None) return null;
        int across = place.Across(luminance.Width);
        bool[] skipped = new bool[across * place.Down(luminance.Height)];
        for (int b = 0; b < skipped.Length; b++)
        {
            (float sum, int white) = (0, 0);
            for (int i = 0; i < size * size; i++)
            {
                (int y, int x) = (place.Top + b / across * size + i / size, place.Left + b % across * size + i % size);
                float value = luminance.Values[y * luminance.Width + x];
                sum += value;
                if (value >= WhiteLimit) white++;
            }

            skipped[b] = sum < DarkLimit * size * size || kind == SkippedBlocks.Ends && white > 1;
        }

        return skipped;
    }

    /// <summary>
    /// sin(2π turns), to 0.2 %: with 16 t (1/2 - |t|) for the turn t between -1/2 and 1/2 and its square, 0.775 and 0.225 of each.
    /// </summary>
    public static float Wave(float turns)
    {
        float t = turns - MathF.Round(turns);
        float parabola = 16 * t * (0.5f - MathF.Abs(t));
        return parabola * (0.775f + 0.225f * MathF.Abs(parabola));
    }
}
