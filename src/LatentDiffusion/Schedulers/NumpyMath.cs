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
        float p = Multiply(Multiply(Multiply(Multiply(2.58997912e-2f, m, 0.380883774f), m, 1.48000063f), m, 2.11267754f), m, 1) * m;
        float q = Multiply(
            Multiply(Multiply(Multiply(Multiply(5.8750954e-3f, m, 0.154647637f), m, 0.986494296f), m, 2.45300607f), m, 2.61267754f), m, 1);
        return Multiply(exponent, 0.693147181f, p / q);

        static float Multiply(float a, float b, float added) => MathF.FusedMultiplyAdd(a, b, added);
    }
}
