namespace LatentDiffusion.Numerics;

/// <summary>
/// Integrals of powers times exponentials in closed form, in torch's single precision and diffusers' order of operations (SA-Solver's
/// <c>get_coefficients_exponential_positive</c> and <c>_negative</c>).
/// </summary>
internal static class ExponentialIntegral
{
    /// <summary>Integral of <c>x^n e^(kx)</c>, for n from 0 to 3.</summary>
    public static float Rising(int n, float from, float to, float k)
    {
        float a = k * from, b = k * to, divisor = 1;
        for (int i = 0; i <= n; i++) divisor *= k;
        return SingleMath.Exp(b) * (Polynomial(n, b, -1) - Polynomial(n, a, -1) * SingleMath.Exp(-(b - a))) / divisor;
    }

    /// <summary>Integral of <c>x^n e^(-x)</c>, for n from 0 to 3.</summary>
    public static float Falling(int n, float from, float to) =>
        SingleMath.Exp(-to) * (Polynomial(n, from, 1) * SingleMath.Exp(to - from) - Polynomial(n, to, 1));

    /// <summary>What partial integration leaves beside the exponential; the sign is that of odd terms.</summary>
    private static float Polynomial(int n, float x, float sign) => n switch
    {
        0 => 1,
        1 => x + sign,
        2 => x * x + sign * 2 * x + 2,
        _ => x * x * x + sign * 3 * (x * x) + 6 * x + sign * 6,
    };
}
