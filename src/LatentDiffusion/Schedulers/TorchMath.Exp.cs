namespace LatentDiffusion;

internal static partial class TorchMath
{
    private const int PowersOfTwo = 128;
    private const float PerPowerOfTwo = 184.664963f; // 128 / ln 2
    private const float Ln2PartHigh = 0.00541687012f, Ln2PartLow = -1.65776908e-6f; // together ln 2 / 128

    private static readonly (float High, float Low)[] Powers = [.. Enumerable.Range(0, PowersOfTwo).Select(PowerOfTwo)];

    /// <summary>
    /// <c>torch.exp</c>. For AMD's processors with <c>x = n / 128 ln 2 + r</c>: a power of two from a
    /// table of two parts, times 1 + r + r^2/2.
    /// </summary>
    public static float Exp(float x)
    {
        if (!IsAmd || !(Math.Abs(x) < 87)) return (float)Math.Exp(x); // beyond, results overflow or lose digits
        float n = MathF.Round(x * PerPowerOfTwo), r = x - n * Ln2PartHigh - n * Ln2PartLow, q = r + r * r * 0.5f;
        var (high, low) = Powers[(int)n & (PowersOfTwo - 1)];
        return MathF.ScaleB(high + (high * q + low), (int)n >> 7);
    }

    private static (float High, float Low) PowerOfTwo(int part)
    {
        double power = Math.Pow(2, (double)part / PowersOfTwo);
        return ((float)power, (float)(power - (float)power));
    }
}
