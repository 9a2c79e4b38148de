namespace LatentDiffusion;

/// <summary>numpy's functions with numpy's roundings, for schedules whose timesteps must agree to the last digit.</summary>
internal static class NumpyMath
{
    /// <summary><c>numpy.linspace</c> in double precision, both ends included.</summary>
    public static double[] Linspace(double start, double stop, int count)
    {
        double[] values = new double[count];
        double step = (stop - start) / Math.Max(count - 1, 1);
        for (int i = 0; i < count; i++) values[i] = i * step + start;
        if (count > 1) values[^1] = stop;
        return values;
    }

    /// <summary>
    /// <c>numpy.arange</c> in double precision. It can be one longer than exact arithmetic says (1000 down to 0 by 1000 / 61 gives 62
    /// values), and each value is a multiple of the difference of the first two.
    /// </summary>
    public static double[] Arange(double start, double stop, double step)
    {
        double[] values = new double[(int)Math.Max(Math.Ceiling((stop - start) / step), 0)];
        double delta = start + step - start;
        for (int i = 0; i < values.Length; i++) values[i] = start + i * delta;
        return values;
    }

    /// <summary>
    /// <c>numpy.log</c> in single precision, which is not rounded correctly for one value in ten: a rational approximation on
    /// [sqrt(1/2), sqrt(2)) (https://github.com/numpy/numpy/blob/v2.3.0/numpy/_core/src/umath/loops_exponent_log.dispatch.c.src, the
    /// AVX2 and AVX-512 path).
    /// </summary>
    public static float Log(float x)
    {
        if (!(x > 0) || !float.IsNormal(x)) return MathF.Log(x);
        int exponent = MathF.ILogB(x) + 1;
        float m = MathF.ScaleB(x, -exponent); // in [1/2, 1)
        if (m <= 0.70710678f) (m, exponent) = (m + m, exponent - 1);
        m -= 1;
        float p = Horner(m, [2.589979117907922693523e-02f, 3.808837741388407920751e-01f, 1.480000633576506585156f, 2.112677543073053063722f, 1, 0]);
        float q = Horner(m, [5.875095403124574342950e-03f, 1.546476374983906719538e-01f, 9.864942958519418960339e-01f, 2.453006071784736363091f, 2.612677543073109236779f, 1]);
        return MathF.FusedMultiplyAdd(exponent, 0.693147180559945309417f, p / q);
    }

    private static float Horner(float x, ReadOnlySpan<float> coefficients)
    {
        float sum = coefficients[0];
        foreach (float c in coefficients[1..]) sum = MathF.FusedMultiplyAdd(sum, x, c);
        return sum;
    }
}
