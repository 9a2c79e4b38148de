namespace LatentDiffusion;

internal static partial class TorchMath
{
    /// <summary>
    /// <c>torch.sin</c> between 0 and pi / 2. For AMD's processors a polynomial in double precision, whose error shows in one result in
    /// twenty.
    /// </summary>
    /// <remarks>
    /// The coefficients are those of Intel's single-precision sine (https://github.com/intel/llvm/tree/sycl/libdevice/imf).
    /// </remarks>
    public static float Sin(float angle)
    {
        if (!IsAmd) return (float)Math.Sin(angle);
        double x = angle, z = x * x;
        double p = 2.605780637968037e-06;
        p = p * z - 0.0001980960290193795;
        p = p * z + 0.008333066246082155;
        p = p * z - 0.1666665955042783;
        return (float)(x + x * z * p);
    }
}
