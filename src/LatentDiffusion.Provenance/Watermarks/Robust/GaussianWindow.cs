using System.Numerics.Tensors;

namespace LatentDiffusion.Provenance;

/// <summary>The window of 11x11 pixels and standard deviation 1.5 by which structural similarity weights its surroundings.</summary>
internal static class GaussianWindow
{
    /// <summary>Pixels on one side of a window that its centre is away from the edge.</summary>
    public const int Radius = 5;

    /// <summary>exp(-x²/4.5) for x from -5 to 5, divided by the sum.</summary>
    private static readonly float[] Weights =
    [
        0.00102838f, 0.00759876f, 0.03600077f, 0.10936069f, 0.21300554f, 0.26601173f,
        0.21300554f, 0.10936069f, 0.03600077f, 0.00759876f, 0.00102838f,
    ];

    /// <summary>Averages over the windows that lie within a picture.</summary>
    /// <param name="values">Row after row.</param>
    /// <param name="width">Length of a row, at least 11.</param>
    /// <param name="height">Number of rows, at least 11.</param>
    /// <returns>(width - 10) times (height - 10) averages.</returns>
    public static float[] Average(ReadOnlySpan<float> values, int width, int height)
    {
        (int across, int down) = (width - 2 * Radius, height - 2 * Radius);
        float[] result = new float[across * down], row = new float[width];
        for (int y = 0; y < down; y++)
        {
            Array.Clear(row);
            for (int t = 0; t < Weights.Length; t++)
                TensorPrimitives.MultiplyAdd(values.Slice((y + t) * width, width), Weights[t], row, row);
            Span<float> target = result.AsSpan(y * across, across);
            for (int t = 0; t < Weights.Length; t++)
                TensorPrimitives.MultiplyAdd(row.AsSpan(t, across), Weights[t], target, target);
        }

        return result;
    }
}
