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
    /// <param name="first">Number of the first point that is wanted, from 0.</param>
    /// <param name="count">How many points there are on the line, at least 2.</param>
    /// <param name="destination">Receives as many points as it has room for, a row each.</param>
    public static void Line(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int first, int count, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            int k = i % from.Length;
            float part = (float)(first + i / from.Length) / (count - 1), way = to[k] - from[k];
            destination[i] = part < 0.5f ? from[k] + part * way : to[k] - (1 - part) * way; // as torch.lerp: exact at both ends
        }
    }

    /// <summary>Runs a graph of one input and one output.</summary>
    /// <returns>The output's values.</returns>
    /// <exception cref="ModelFormatException">The graph declares other shapes.</exception>
    /// <exception cref="NumericalException">The output is not finite.</exception>
    public static float[] Map(
        OnnxGraph graph,
        string input,
        ReadOnlySpan<float> values,
        ReadOnlySpan<long> inputShape,
        string output,
        ReadOnlySpan<long> outputShape,
        CancellationToken cancellationToken)
    {
        using GraphCall call = graph.Call(cancellationToken);
        values.CopyTo(call.Input(input, inputShape).Write());
        TensorBuffer result = call.Output(output, outputShape);
        call.Run();
        return result.Values.ToArray();
    }
}
