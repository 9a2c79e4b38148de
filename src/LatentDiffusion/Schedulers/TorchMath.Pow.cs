namespace LatentDiffusion;

internal static partial class TorchMath
{
    /// <summary>
    /// <c>values ** exponent</c> for positive values. Whole blocks of vectors are taken from SLEEF (whose <c>powf</c> of 1 ulp this is,
    /// https://github.com/shibatch/sleef, in double precision where SLEEF has pairs of singles), the rest from the C library, which rounds
    /// correctly.
    /// </summary>
    public static float[] Pow(float[] values, float exponent)
    {
        if (exponent == 2) return Array.ConvertAll(values, v => v * v);
        if (exponent == 3) return Array.ConvertAll(values, v => v * v * v);
        float[] powers = new float[values.Length];
        for (int i = 0; i < powers.Length; i++)
            powers[i] = i < InBlocks(values.Length) ? Exp(exponent * Log((double)values[i])) : (float)Math.Pow(values[i], exponent);
        return powers;
    }

    /// <summary>Logarithm by the series of the area tangent, as deep as a single needs.</summary>
    private static double Log(double x)
    {
        int exponent = Math.ILogB((float)x * (1 / 0.75f));
        double m = Math.ScaleB(x, -exponent), a = (m - 1) / (m + 1), square = a * a; // m from 3/4 to 3/2
        float z = (float)square, p = 0.240320355f;
        p = MathF.FusedMultiplyAdd(p, z, 0.285112679f);
        p = MathF.FusedMultiplyAdd(p, z, 0.400007993f);
        const double twoThirds = 0.66666662693023681640625 + 3.69183861259614332084311e-09;
        const double ln2 = 0.69314718246459960938 - 1.904654323148236017e-09;
        return ln2 * exponent + 2 * a + square * a * (square * p + twoThirds);
    }

    private static float Exp(double x)
    {
        double n = Math.Round((float)x * 1.44269504f), r = x - n * Ln2High - n * Ln2Low;
        float z = (float)r, p = 0.00136324647f;
        p = MathF.FusedMultiplyAdd(p, z, 0.00836596917f);
        p = MathF.FusedMultiplyAdd(p, z, 0.0416710824f);
        p = MathF.FusedMultiplyAdd(p, z, 0.166665524f);
        p = MathF.FusedMultiplyAdd(p, z, 0.499999851f);
        return (float)Math.ScaleB(1 + (r + r * r * p), (int)n);
    }
}
