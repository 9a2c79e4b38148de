using System.Numerics.Tensors;

namespace LatentDiffusion.Provenance;

/// <summary>Finds where the tiles of a cropped picture begin: rates all 128x128 places by the pilots of the main coefficients.</summary>
internal static class TilePlaces
{
    private const int Size = MarkLayout.TileSize, Taps = MarkLayout.BlockSize;

    /// <summary>Gives the places where the pilots fit best.</summary>
    /// <param name="luminance">The picture, sharpened or not.</param>
    /// <param name="pattern">The key's pattern.</param>
    /// <param name="count">How many places.</param>
    /// <returns>The best first.</returns>
    public static List<TilePlace> Best(Plane luminance, ChipPattern pattern, int count)
    {
        float[] product = new float[Size * Size], energy = new float[Size * Size];
        for (int c = 1; c < MarkLayout.MainCoefficients; c++) Correlate(Folded(luminance, c), pattern, c, product, energy);
        for (int i = 0; i < product.Length; i++) product[i] /= MathF.Sqrt(energy[i] + 1e-6f);
        var places = new PriorityQueue<int, float>();
        for (int i = 0; i < product.Length; i++)
        {
            if (places.Count < count) places.Enqueue(i, product[i]);
            else if (places.TryPeek(out _, out float worst) && product[i] > worst) places.EnqueueDequeue(i, product[i]);
        }

        var best = new List<TilePlace>();
        while (places.TryDequeue(out int i, out _)) best.Insert(0, new TilePlace(i / Size, i % Size));
        return best;
    }

    /// <summary>Soft values of one coefficient for blocks at every pixel, summed over tiles: 128 rows of 256, the second half a repetition.</summary>
    private static float[] Folded(Plane plane, int coefficient)
    {
        (int width, int height) = (plane.Width - Taps + 1, plane.Height - Taps + 1);
        float[] folded = new float[Size * 2 * Size];
        if (width < 1 || height < 1) return folded;
        float[] rows = new float[width * plane.Height], line = new float[width];
        for (int y = 0; y < plane.Height; y++)
            Filter(plane.Values.AsSpan(y * plane.Width), 1, MarkLayout.Horizontal[coefficient], rows.AsSpan(y * width, width));
        float turns = 1 / MarkLayout.Steps[coefficient];
        for (int y = 0; y < height; y++)
        {
            Filter(rows.AsSpan(y * width), width, MarkLayout.Vertical[coefficient], line);
            Span<float> target = folded.AsSpan(y % Size * 2 * Size, Size);
            for (int x = 0; x < width; x++) target[x % Size] += SoftTile.Wave(line[x] * turns);
        }

        for (int y = 0; y < Size; y++) folded.AsSpan(y * 2 * Size, Size).CopyTo(folded.AsSpan((2 * y + 1) * Size, Size));
        return folded;
    }

    private static void Filter(ReadOnlySpan<float> source, int stride, int frequency, Span<float> destination)
    {
        destination.Clear();
        for (int t = 0; t < Taps; t++)
            TensorPrimitives.MultiplyAdd(source.Slice(t * stride, destination.Length), BlockTransform.At(frequency, t), destination, destination);
    }

    private static void Correlate(float[] folded, ChipPattern pattern, int coefficient, float[] product, float[] energy)
    {
        float[] squares = new float[folded.Length];
        TensorPrimitives.Multiply(folded, folded, squares);
        for (int i = 0; i < MarkLayout.PilotsPerCoefficient; i++)
        {
            int block = pattern.Pilots[coefficient * MarkLayout.PilotsPerCoefficient + i];
            float sign = pattern.Signs[coefficient * MarkLayout.TileArea + block];
            (int down, int right) = (block / MarkLayout.TileBlocks * Taps, block % MarkLayout.TileBlocks * Taps);
            for (int row = 0; row < Size; row++)
            {
                int start = (row + down) % Size * 2 * Size + right;
                Span<float> sum = product.AsSpan(row * Size, Size), power = energy.AsSpan(row * Size, Size);
                TensorPrimitives.MultiplyAdd(folded.AsSpan(start, Size), sign, sum, sum);
                TensorPrimitives.Add(squares.AsSpan(start, Size), power, power);
            }
        }
    }
}
