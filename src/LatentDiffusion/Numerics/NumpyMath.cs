namespace LatentDiffusion.Numerics;

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
        double[] values = new double[(int)Math.Ceiling((stop - start) / step)];
        double delta = start + step - start;
        for (int i = 0; i < values.Length; i++) values[i] = start + i * delta;
        return values;
    }
}
