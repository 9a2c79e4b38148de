using System.Numerics.Tensors;

namespace LatentDiffusion.Provenance;

/// <summary>
/// Finds where the tiles of a cropped picture begin: rates all 128x128 places by pilots, whose signs are known, and by pairs of chips that
/// carry one bit, whose signs are alike or not whatever the bit is.
/// </summary>
internal static class TilePlaces
{
    private const int Size = MarkLayout.TileSize, Taps = MarkLayout.BlockSize;

    /// <summary>Pairs say about two thirds of what pilots do where a mark is just readable.</summary>
    private const float PairWeight = 0.65f;

    /// <summary>Gives the places where the pilots fit best.</summary>
    /// <param name="luminance">The picture, sharpened or not.</param>
    /// <param name="pattern">The key's pattern.</param>
    /// <param name="count">How many places.</param>
    /// <returns>The best first.</returns>
    public static List<TilePlace> Best(Plane luminance, ChipPattern pattern, int count)
    {
        float[][] folded = [.. Enumerable.Range(0, MarkLayout.MainCoefficients).Select(c => c == 0 ? [] : Folded(luminance, c))];
        float[] product = new float[Size * Size], energy = new float[Size * Size];
        float[] pairs = new float[Size * Size], pairEnergy = new float[Size * Size];
        for (int c = 1; c < MarkLayout.MainCoefficients; c++) AddPilots(folded[c], pattern, c, product, energy);
        foreach ((int first, int second, float sign) in pattern.Pairs(1, 3))
            AddPair(folded[1], first, folded[3], second, sign, pairs, pairEnergy);
        for (int i = 0; i < product.Length; i++)
            product[i] = product[i] / MathF.Sqrt(energy[i] + 1e-6f) + PairWeight * (pairs[i] / MathF.Sqrt(pairEnergy[i] + 1e-6f));
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

    /// <summary>
    /// Soft values of one coefficient for blocks at every pixel, summed over tiles: 128 rows of 256, the second half a repetition.
    /// </summary>
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
            SoftTile.Waves(line, turns, line);
            SoftTile.AddTo(target, 0, line);
        }

        for (int y = 0; y < Size; y++) folded.AsSpan(y * 2 * Size, Size).CopyTo(folded.AsSpan((2 * y + 1) * Size, Size));
        return folded;
    }

    private static void Filter(ReadOnlySpan<float> source, int stride, int frequency, Span<float> destination)
    {
        destination.Clear();
        for (int t = 0; t < Taps; t++)
            TensorPrimitives.MultiplyAdd(source.Slice(t * stride, destination.Length),
                BlockTransform.At(frequency, t), destination, destination);
    }

    private static void AddPilots(float[] folded, ChipPattern pattern, int coefficient, float[] product, float[] energy)
    {
        float[] squares = new float[folded.Length];
        TensorPrimitives.Multiply(folded, folded, squares);
        for (int i = 0; i < MarkLayout.PilotsPerCoefficient; i++)
        {
            int block = pattern.Pilots[coefficient * MarkLayout.PilotsPerCoefficient + i];
            float sign = pattern.Signs[coefficient * MarkLayout.TileArea + block];
            for (int row = 0; row < Size; row++)
            {
                Span<float> sum = product.AsSpan(row * Size, Size), power = energy.AsSpan(row * Size, Size);
                TensorPrimitives.MultiplyAdd(Row(folded, row, block), sign, sum, sum);
                TensorPrimitives.Add(Row(squares, row, block), power, power);
            }
        }
    }

    private static void AddPair(float[] a, int first, float[] b, int second, float sign, float[] product, float[] energy)
    {
        Span<float> both = stackalloc float[Size];
        for (int row = 0; row < Size; row++)
        {
            TensorPrimitives.Multiply(Row(a, row, first), Row(b, row, second), both);
            Span<float> sum = product.AsSpan(row * Size, Size), power = energy.AsSpan(row * Size, Size);
            TensorPrimitives.MultiplyAdd(both, sign, sum, sum);
            TensorPrimitives.MultiplyAdd(both, both, power, power);
        }
    }

    /// <summary>What a block of the tile holds where the tile begins in a row, at each column.</summary>
    private static ReadOnlySpan<float> Row(float[] folded, int row, int block)
    {
        (int down, int right) = (block / MarkLayout.TileBlocks * Taps, block % MarkLayout.TileBlocks * Taps);
        return folded.AsSpan((row + down) % Size * 2 * Size + right, Size);
    }
}
