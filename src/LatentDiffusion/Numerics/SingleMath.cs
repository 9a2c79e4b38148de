namespace LatentDiffusion.Numerics;

/// <summary>
/// Functions in single precision, each result rounded once from double precision, and so alike on every processor. PyTorch takes them
/// from vector libraries that choose their code by the processor and may miss the last digit; schedules of its own agree with these to
/// 1e-6 wherever they do between processors.
/// </summary>
internal static class SingleMath
{
    /// <summary><c>e^x</c>.</summary>
    public static float Exp(float x) => (float)Math.Exp(x);

    /// <summary>Natural logarithm; NaN below 0.</summary>
    public static float Log(float x) => (float)Math.Log(x);

    /// <summary>Sine of an angle in radians.</summary>
    public static float Sin(float angle) => (float)Math.Sin(angle);

    /// <summary><c>x^exponent</c>; NaN for a negative number and a fraction.</summary>
    public static float Pow(float x, float exponent) => (float)Math.Pow(x, exponent);

    /// <summary>The angle, in radians, of the point (x, y).</summary>
    public static float Atan2(float y, float x) => (float)Math.Atan2(y, x);

    /// <summary>
    /// <c>torch.linspace</c>: evenly from one number to another, counted from both ends to the middle, each value rounded once.
    /// </summary>
    /// <param name="start">The first value.</param>
    /// <param name="end">The last value, where there are two at least.</param>
    /// <param name="count">Number of values.</param>
    public static float[] Linspace(float start, float end, int count)
    {
        if (count == 1) return [start];
        float step = (end - start) / (count - 1);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = i < count / 2 ? MathF.FusedMultiplyAdd(step, i, start) : MathF.FusedMultiplyAdd(-step, count - i - 1, end);
        return values;
    }
}
