namespace LatentDiffusion.Evaluation;

/// <summary>
/// TensorFlow 1's <c>resize_bilinear(align_corners=False)</c> in single precision: source place = target place · source size / target size
/// (https://github.com/tensorflow/tensorflow/blob/v1.15.0/tensorflow/core/kernels/resize_bilinear_op.cc).
/// </summary>
internal static class TensorflowBilinear
{
    /// <summary>Resizes planes.</summary>
    /// <param name="planes">[planes, height, width].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="newHeight">Rows of the result.</param>
    /// <param name="newWidth">Columns of the result.</param>
    /// <param name="destination">[planes, newHeight, newWidth].</param>
    public static void Resize(ReadOnlySpan<float> planes, int height, int width, int newHeight, int newWidth, Span<float> destination)
    {
        var (rows, columns) = (Places(height, newHeight), Places(width, newWidth));
        for (; !planes.IsEmpty; planes = planes[(height * width)..])
        {
            foreach (var (low, high, down) in rows)
            {
                ReadOnlySpan<float> upper = planes.Slice(low * width, width), lower = planes.Slice(high * width, width);
                for (int x = 0; x < newWidth; x++)
                {
                    var (left, right, across) = columns[x];
                    float top = upper[left] + (upper[right] - upper[left]) * across;
                    float bottom = lower[left] + (lower[right] - lower[left]) * across;
                    destination[x] = top + (bottom - top) * down;
                }

                destination = destination[newWidth..];
            }
        }
    }

    private static (int Low, int High, float Share)[] Places(int source, int target)
    {
        float scale = (float)source / target;
        return [.. Enumerable.Range(0, target).Select(i =>
        {
            float place = i * scale;
            int low = (int)place;
            return (low, Math.Min(low + 1, source - 1), place - low);
        })];
    }
}
