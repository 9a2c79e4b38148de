namespace LatentDiffusion;

/// <summary>
/// Cubic interpolation of planes of numbers (Keys 1981, with a = -0.75), as <c>torch.nn.functional.interpolate(mode="bicubic",
/// align_corners=False)</c>: four neighbours count also where the plane shrinks, and the border is repeated beyond it
/// (https://github.com/pytorch/pytorch/blob/v2.13.0/aten/src/ATen/native/UpSample.h).
/// </summary>
internal static class CubicInterpolation
{
    private const float A = -0.75f;

    /// <summary>Resizes a plane.</summary>
    /// <param name="plane">height * width values, row after row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="newHeight">Rows of the result.</param>
    /// <param name="newWidth">Columns of the result.</param>
    /// <returns>newHeight * newWidth values.</returns>
    public static float[] Resize(ReadOnlySpan<float> plane, int height, int width, int newHeight, int newWidth)
    {
        float[] result = new float[newHeight * newWidth];
        Tap[] columns = Taps(width, newWidth);
        foreach (var (y, rows) in Taps(height, newHeight).Index())
        {
            for (int x = 0; x < newWidth; x++)
            {
                float sum = 0;
                for (int k = 0; k < 4; k++) sum += rows.Weight(k) * columns[x].Sum(plane.Slice(rows.Index(k, height) * width, width));
                result[y * newWidth + x] = sum;
            }
        }

        return result;
    }

    private static Tap[] Taps(int source, int target)
    {
        float scale = (float)source / target;
        return [.. Enumerable.Range(0, target).Select(i => Tap.At(scale * (i + 0.5f) - 0.5f))];
    }

    /// <summary>Four neighbours of a place along one side, from <paramref name="First"/> on, and their weights.</summary>
    private readonly record struct Tap(int First, float W0, float W1, float W2, float W3)
    {
        public static Tap At(float place)
        {
            float floor = MathF.Floor(place), t = place - floor;
            return new Tap((int)floor - 1, Far(t + 1), Near(t), Near(1 - t), Far(2 - t));
        }

        public float Weight(int k) => k switch { 0 => W0, 1 => W1, 2 => W2, _ => W3 };

        public int Index(int k, int length) => Math.Clamp(First + k, 0, length - 1);

        public float Sum(ReadOnlySpan<float> line)
        {
            float sum = 0;
            for (int k = 0; k < 4; k++) sum += Weight(k) * line[Index(k, line.Length)];
            return sum;
        }

        /// <summary>The kernel up to a distance of 1.</summary>
        private static float Near(float x) => ((A + 2) * x - (A + 3)) * x * x + 1;

        /// <summary>The kernel from a distance of 1 to 2.</summary>
        private static float Far(float x) => ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
    }
}
