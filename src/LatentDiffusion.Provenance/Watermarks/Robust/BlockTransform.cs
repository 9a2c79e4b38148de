namespace LatentDiffusion.Provenance;

/// <summary>
/// The low frequencies of the orthonormal 8x8 DCT that carry chips. Plain loops in a fixed order of additions, so that every machine gets
/// the same bits.
/// </summary>
internal static class BlockTransform
{
    private const int Size = MarkLayout.BlockSize, Frequencies = 4;

    /// <summary>cos((2x + 1) k π / 16) times sqrt(1/8) for k = 0 and sqrt(1/4) for others: row k, column x.</summary>
    private static readonly float[] Basis =
    [
        0.35355339f, 0.35355339f, 0.35355339f, 0.35355339f, 0.35355339f, 0.35355339f, 0.35355339f, 0.35355339f,
        0.49039264f, 0.41573481f, 0.27778512f, 0.09754516f, -0.09754516f, -0.27778512f, -0.41573481f, -0.49039264f,
        0.46193977f, 0.19134172f, -0.19134172f, -0.46193977f, -0.46193977f, -0.19134172f, 0.19134172f, 0.46193977f,
        0.41573481f, -0.09754516f, -0.49039264f, -0.27778512f, 0.27778512f, 0.49039264f, 0.09754516f, -0.41573481f,
    ];

    /// <summary>Value of a basis function, for filters over whole rows.</summary>
    public static float At(int frequency, int position) => Basis[frequency * Size + position];

    /// <summary>Takes the coefficients of all whole blocks.</summary>
    /// <param name="plane">Luminance.</param>
    /// <param name="place">Where tiles lie.</param>
    /// <returns>The coefficients: <see cref="MarkLayout.Coefficients"/> for each block, blocks row after row.</returns>
    public static float[] Forward(Plane plane, TilePlace place = default)
    {
        (int across, int down) = (place.Across(plane.Width), place.Down(plane.Height));
        float[] result = new float[MarkLayout.Coefficients * across * down];
        Span<float> rows = stackalloc float[Frequencies * Size];
        for (int b = 0; b < across * down; b++)
        {
            (int top, int left) = (place.Top + b / across * Size, place.Left + b % across * Size);
            ReadOnlySpan<float> pixels = plane.Values.AsSpan(top * plane.Width + left);
            for (int y = 0; y < Size; y++)
            {
                ReadOnlySpan<float> line = pixels.Slice(y * plane.Width, Size);
                for (int k = 0; k < Frequencies; k++) rows[k * Size + y] = Dot(Basis.AsSpan(k * Size, Size), line);
            }

            Span<float> block = result.AsSpan(b * MarkLayout.Coefficients, MarkLayout.Coefficients);
            for (int c = 0; c < block.Length; c++)
                block[c] = Dot(Basis.AsSpan(MarkLayout.Vertical[c] * Size, Size), rows.Slice(MarkLayout.Horizontal[c] * Size, Size));
        }

        float[] means = new float[across * down];
        for (int b = 0; b < means.Length; b++) means[b] = result[b * MarkLayout.Coefficients];
        var coarse = new CoarseTransform(place.RowOffset, place.ColumnOffset, down, across);
        for (int b = 0; b < means.Length; b++) result[b * MarkLayout.Coefficients] = coarse.Forward(means, b);
        return result;
    }

    /// <summary>Adds to a plane what its blocks' coefficients stand for; the rest beyond whole blocks stays.</summary>
    /// <param name="coefficients">As <see cref="Forward"/> gives them.</param>
    /// <param name="factor">What they are multiplied by.</param>
    /// <param name="plane">What is added to.</param>
    public static void AddInverse(ReadOnlySpan<float> coefficients, float factor, Plane plane)
    {
        int across = plane.Width / Size, down = plane.Height / Size;
        Span<float> rows = stackalloc float[Frequencies * Size];
        float[] means = new float[across * down];
        var coarse = new CoarseTransform(0, 0, down, across);
        for (int b = 0; b < means.Length; b++) coarse.AddInverse(coefficients[b * MarkLayout.Coefficients], b, means);
        for (int b = 0; b < across * down; b++)
        {
            ReadOnlySpan<float> block = coefficients.Slice(b * MarkLayout.Coefficients, MarkLayout.Coefficients);
            rows.Clear();
            for (int c = 0; c < block.Length; c++)
            {
                (int k, int v) = (MarkLayout.Horizontal[c] * Size, MarkLayout.Vertical[c] * Size);
                float value = factor * (c == 0 ? means[b] : block[c]);
                for (int y = 0; y < Size; y++) rows[k + y] += value * Basis[v + y];
            }

            Span<float> pixels = plane.Values.AsSpan(b / across * Size * plane.Width + b % across * Size);
            for (int y = 0; y < Size; y++)
            {
                for (int x = 0; x < Size; x++)
                {
                    float sum = 0;
                    for (int k = 0; k < Frequencies; k++) sum += rows[k * Size + y] * Basis[k * Size + x];
                    pixels[y * plane.Width + x] += sum;
                }
            }
        }
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) =>
        a[0] * b[0] + a[1] * b[1] + (a[2] * b[2] + a[3] * b[3]) + (a[4] * b[4] + a[5] * b[5] + (a[6] * b[6] + a[7] * b[7]));
}
