namespace LatentDiffusion.Techniques;

/// <summary>What samplers do with tensors.</summary>
internal static class Tensors
{
    /// <summary>Unit normal noise as <c>torch.randn</c> draws it, a generator for each row.</summary>
    /// <param name="generators">As many as rows.</param>
    /// <param name="destination">Receives the rows, one after the other.</param>
    public static void Fill(NoiseGenerator[] generators, Span<float> destination)
    {
        int length = destination.Length / generators.Length;
        for (int i = 0; i < generators.Length; i++) generators[i].Fill(destination.Slice(i * length, length));
    }

    /// <summary>Generators of consecutive seeds.</summary>
    public static NoiseGenerator[] Generators(int count, long seed) =>
        [.. Enumerable.Range(0, count).Select(i => NoiseGenerator.Create(NoiseSource.TorchCpu, unchecked(seed + i)))];

    /// <summary>A tensor [count, 3, size, size] of values in -1..1 as pictures.</summary>
    public static RgbImage[] ToImages(ReadOnlySpan<float> tensor, int size)
    {
        int pixels = size * size;
        RgbImage[] images = new RgbImage[tensor.Length / (3 * pixels)];
        byte[] bytes = new byte[3 * pixels];
        for (int i = 0; i < images.Length; i++)
        {
            PixelConversion.ToPixels(tensor.Slice(3 * pixels * i, 3 * pixels), pixels, bytes);
            images[i] = new RgbImage(size, size, (ReadOnlySpan<byte>)bytes);
        }

        return images;
    }

    /// <summary>Points on the straight line from one vector to another, both included.</summary>
    /// <param name="from">The first point.</param>
    /// <param name="to">The last point.</param>
    /// <param name="count">How many points, at least 2.</param>
    /// <returns>count rows.</returns>
    public static float[] Line(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int count)
    {
        float[] points = new float[count * from.Length];
        for (int i = 0; i < count; i++)
        {
            float part = (float)i / (count - 1);
            for (int k = 0; k < from.Length; k++) points[i * from.Length + k] = from[k] + part * (to[k] - from[k]);
        }

        return points;
    }

    /// <summary>Runs a graph of one input and one output.</summary>
    /// <returns>The output's values.</returns>
    public static float[] Map(
        OnnxGraph graph, string input, ReadOnlySpan<float> values, ReadOnlySpan<long> shape, string output, CancellationToken token)
    {
        using GraphCall call = graph.Call(token);
        values.CopyTo(call.Input(input, shape).Write());
        call.FreeOutput(output);
        return call.RunFree()[0].Values;
    }
}
