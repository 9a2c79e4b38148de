namespace LatentDiffusion;

internal static partial class TorchMath
{
    private const float Ln2High = 0.693145752f, Ln2Low = 1.42860677e-6f;
    private const int TwoThirds = 0x3f2aaaab; // the bits of 2/3 in single precision

    /// <summary>
    /// <c>torch.log</c>. For AMD's processors with <c>x = 2^n (1 + r)</c>, r between -1/3 and 1/3, a polynomial in r, every operation
    /// rounded.
    /// </summary>
    /// <remarks>
    /// The coefficients are those of Intel's single-precision logarithm (https://github.com/intel/llvm/tree/sycl/libdevice/imf).
    /// </remarks>
    public static float Log(float x)
    {
        if (!IsAmd || !float.IsNormal(x) || x < 0) return (float)Math.Log(x);
        int bits = BitConverter.SingleToInt32Bits(x) - TwoThirds;
        float n = bits >> 23, r = BitConverter.Int32BitsToSingle((bits & 0x7fffff) + TwoThirds) - 1;
        float p = -0.12891686f;
        p = p * r + 0.139844373f;
        p = p * r - 0.121842608f;
        p = p * r + 0.140058696f;
        p = p * r - 0.16680488f;
        p = p * r + 0.200104058f;
        p = p * r - 0.249997973f;
        p = p * r + 0.333332151f;
        p = p * r - 0.5f;
        return p * r * r + r + n * Ln2Low + n * Ln2High;
    }
}
