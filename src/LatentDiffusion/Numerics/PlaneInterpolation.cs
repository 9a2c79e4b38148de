using System.Numerics.Tensors;

namespace LatentDiffusion.Numerics;

/// <summary>Resizes planes of numbers: latents, depths.</summary>
internal static class PlaneInterpolation
{
    /// <summary>Resizes planes.</summary>
    /// <param name="planes">[planes, height, width].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="newHeight">Rows of the result.</param>
    /// <param name="newWidth">Columns of the result.</param>
    /// <param name="kind">How.</param>
    /// <param name="destination">[planes, newHeight, newWidth].</param>
    public static void Resize(
        ReadOnlySpan<float> planes, int height, int width, int newHeight, int newWidth, Interpolation kind, Span<float> destination)
    {
        InterpolationTaps[] columns = InterpolationTaps.Of(width, newWidth, kind), rows = InterpolationTaps.Of(height, newHeight, kind);
        float[] narrow = new float[height * newWidth]; // resized along the rows
        destination.Clear();
        for (; !planes.IsEmpty; planes = planes[(height * width)..])
        {
            for (int y = 0; y < height; y++) ResizeLine(planes.Slice(y * width, width), columns, narrow.AsSpan(y * newWidth, newWidth));
            foreach (InterpolationTaps row in rows)
            {
                Span<float> line = destination[..newWidth];
                for (int k = 0; k < row.Indices.Length; k++)
                    TensorPrimitives.MultiplyAdd(narrow.AsSpan(row.Indices[k] * newWidth, newWidth), row.Weights[k], line, line);
                destination = destination[newWidth..];
            }
        }
    }

    private static void ResizeLine(ReadOnlySpan<float> line, InterpolationTaps[] taps, Span<float> destination)
    {
        for (int x = 0; x < taps.Length; x++)
        {
            float sum = 0;
            for (int k = 0; k < taps[x].Indices.Length; k++) sum += taps[x].Weights[k] * line[taps[x].Indices[k]];
            destination[x] = sum;
        }
    }
}
