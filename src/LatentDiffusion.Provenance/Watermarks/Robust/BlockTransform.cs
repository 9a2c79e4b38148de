using System.Numerics;
using System.Runtime.InteropServices;

namespace LatentDiffusion.Provenance;

/// <summary>
/// The low frequencies of the orthonormal 8x8 DCT that carry chips. Additions have a fixed order, whatever the width of vectors, so that
/// every machine gets the same bits.
/// </summary>
internal static class BlockTransform
{
    private const int Size = MarkLayout.BlockSize, Area = Size * Size, Frequencies = 4;

    /// <summary>Blocks that are transformed together, one in each lane: a multiple of every length of vectors.</summary>
    private const int Lanes = 64;

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
    /// <returns>The coefficients: <see cref="MarkLayout.Coefficients"/> for each block, blocks row after row.</returns>
    public static float[] Forward(Plane plane)
    {
        float[] apart = ByCoefficient(plane, default), result = new float[apart.Length];
        int blocks = apart.Length / MarkLayout.Coefficients;
        for (int i = 0; i < result.Length; i++)
            result[i] = apart[i % MarkLayout.Coefficients * blocks + i / MarkLayout.Coefficients];
        return result;
    }

    /// <summary>Takes the coefficients of all whole blocks.</summary>
    /// <param name="plane">Luminance.</param>
    /// <param name="place">Where tiles lie.</param>
    /// <returns>The first coefficient of all blocks, row after row, then the second of all, and so on.</returns>
    public static float[] ByCoefficient(Plane plane, TilePlace place)
    {
        (int across, int down) = (place.Across(plane.Width), place.Down(plane.Height));
        int blocks = across * down;
        float[] result = new float[MarkLayout.Coefficients * blocks], pixels = new float[Area * Lanes];
        float[] rows = new float[Frequencies * Size * Lanes], sums = new float[Lanes];
        for (int first = 0; first < blocks; first += Lanes)
        {
            int count = Math.Min(Lanes, blocks - first);
            Gather(plane, place, first, count, pixels);
            for (int y = 0; y < Size; y++)
                for (int k = 0; k < Frequencies; k++)
                    Dot(Basis.AsSpan(k * Size, Size), pixels.AsSpan(y * Size * Lanes), rows.AsSpan((k * Size + y) * Lanes, Lanes));
            for (int c = 0; c < MarkLayout.Coefficients; c++)
            {
                ReadOnlySpan<float> basis = Basis.AsSpan(MarkLayout.Vertical[c] * Size, Size);
                Dot(basis, rows.AsSpan(MarkLayout.Horizontal[c] * Size * Lanes), sums);
                sums.AsSpan(0, count).CopyTo(result.AsSpan(c * blocks + first));
            }
        }

        float[] means = result[..blocks];
        var coarse = new CoarseTransform(place.RowOffset, place.ColumnOffset, down, across);
        for (int b = 0; b < means.Length; b++) result[b] = coarse.Forward(means, b);
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

    /// <summary>Puts each of the 64 pixels of some blocks beside the same pixel of the others.</summary>
    private static void Gather(Plane plane, TilePlace place, int first, int count, Span<float> destination)
    {
        int across = place.Across(plane.Width);
        for (int lane = 0; lane < count; lane++)
        {
            (int row, int column) = Math.DivRem(first + lane, across);
            int start = (place.Top + row * Size) * plane.Width + place.Left + column * Size;
            for (int y = 0; y < Size; y++)
            {
                ReadOnlySpan<float> line = plane.Values.AsSpan(start + y * plane.Width, Size);
                for (int x = 0; x < Size; x++) destination[(y * Size + x) * Lanes + lane] = line[x];
            }
        }
    }

    /// <summary>Sums 8 numbers by their weights, in all lanes.</summary>
    private static void Dot(ReadOnlySpan<float> weights, ReadOnlySpan<float> numbers, Span<float> sums)
    {
        int length = Lanes / Vector<float>.Count;
        ReadOnlySpan<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(numbers[..(Size * Lanes)]);
        Span<Vector<float>> result = MemoryMarshal.Cast<float, Vector<float>>(sums);
        for (int i = 0; i < length; i++)
        {
            result[i] = weights[0] * a[i] + weights[1] * a[length + i] + (weights[2] * a[2 * length + i] + weights[3] * a[3 * length + i])
                + (weights[4] * a[4 * length + i] + weights[5] * a[5 * length + i]
                    + (weights[6] * a[6 * length + i] + weights[7] * a[7 * length + i]));
        }
    }
}
