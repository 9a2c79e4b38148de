namespace LatentDiffusion.Numerics;

/// <summary>
/// Which elements of a line an element of the resized line is made of, and their weights, as PyTorch chooses them
/// (https://github.com/pytorch/pytorch/blob/v2.13.0/aten/src/ATen/native/UpSample.h and cpu/UpSampleKernel.cpp).
/// </summary>
/// <param name="Indices">The elements; beyond the border it is repeated.</param>
/// <param name="Weights">A weight for each.</param>
internal readonly record struct InterpolationTaps(int[] Indices, float[] Weights)
{
    private const float PlainA = -0.75f, AntialiasedA = -0.5f;

    /// <summary>The taps of all elements of a line of <paramref name="target"/> that is made of one of <paramref name="source"/>.</summary>
    public static InterpolationTaps[] Of(int source, int target, Interpolation kind)
    {
        float scale = (float)source / target;
        return [.. Enumerable.Range(0, target).Select(i => At(i, scale, source, kind))];
    }

    private static InterpolationTaps At(int i, float scale, int source, Interpolation kind)
    {
        float place = scale * (i + 0.5f) - 0.5f;
        return kind switch
        {
            Interpolation.Nearest => From((int)(i * scale), source, [1]),
            Interpolation.NearestExact => From((int)((i + 0.5f) * scale), source, [1]),
            Interpolation.Bilinear => Bilinear(Math.Max(place, 0), source),
            Interpolation.Bicubic => Bicubic(place, source),
            Interpolation.BilinearAntialiased => Antialiased(i, scale, source, 1, x => Math.Max(1 - x, 0)),
            _ => Antialiased(i, scale, source, 2, x => Cubic(x, AntialiasedA)),
        };
    }

    private static InterpolationTaps From(int first, int source, float[] weights) =>
        new([.. weights.Select((_, k) => Math.Clamp(first + k, 0, source - 1))], weights);

    private static InterpolationTaps Bilinear(float place, int source)
    {
        float t = place - MathF.Floor(place);
        return From((int)place, source, [1 - t, t]);
    }

    private static InterpolationTaps Bicubic(float place, int source)
    {
        float floor = MathF.Floor(place), t = place - floor;
        return From((int)floor - 1, source, [Cubic(t + 1, PlainA), Cubic(t, PlainA), Cubic(1 - t, PlainA), Cubic(2 - t, PlainA)]);
    }

    private static InterpolationTaps Antialiased(int i, float scale, int source, int radius, Func<float, float> kernel)
    {
        float widening = Math.Max(scale, 1), support = radius * widening, center = scale * (i + 0.5f);
        int first = Math.Max((int)(center - support + 0.5f), 0), end = Math.Min((int)(center + support + 0.5f), source);
        float[] weights = [.. Enumerable.Range(first, end - first).Select(j => kernel(Math.Abs((j - center + 0.5f) / widening)))];
        float sum = weights.Sum();
        return From(first, source, [.. weights.Select(w => w / sum)]);
    }

    /// <summary>The kernel of Keys.</summary>
    private static float Cubic(float x, float a) => x switch
    {
        < 1 => ((a + 2) * x - (a + 3)) * x * x + 1,
        < 2 => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a,
        _ => 0,
    };
}
