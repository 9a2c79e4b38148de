namespace LatentDiffusion.Provenance;

/// <summary>Soft values of the chips, of all tiles of a picture summed.</summary>
internal static class SoftTile
{
    private const float DarkLimit = 16;

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
            int row = (b / across + place.RowOffset) % MarkLayout.TileBlocks, column = (b % across + place.ColumnOffset) % MarkLayout.TileBlocks;
            int position = row * MarkLayout.TileBlocks + column;
            ReadOnlySpan<float> block = coefficients.Slice(b * MarkLayout.Coefficients, count);
            for (int c = 0; c < count; c++) tile[c * MarkLayout.TileArea + position] += Wave(block[c] * scales[c]);
        }
    }

    /// <summary>Says which blocks are nearly black: a mean luminance below 16.</summary>
    /// <param name="luminance">The picture.</param>
    /// <param name="place">Where tiles lie.</param>
    public static bool[] Dark(Plane luminance, TilePlace place)
    {
        const int size = MarkLayout.BlockSize;
        int across = place.Across(luminance.Width);
        bool[] dark = new bool[across * place.Down(luminance.Height)];
        for (int b = 0; b < dark.Length; b++)
        {
            float sum = 0;
            for (int i = 0; i < size * size; i++)
                sum += luminance.Values[(place.Top + b / across * size + i / size) * luminance.Width + place.Left + b % across * size + i % size];
            dark[b] = sum < DarkLimit * size * size;
        }

        return dark;
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
