using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LatentDiffusion.Numerics;

/// <summary>
/// Natural logarithm, sine and cosine in single precision after the Cephes library (S. L. Moshier, http://www.netlib.org/cephes/single.tgz,
/// <c>logf.c</c> and <c>sinf.c</c>), operation for operation as PyTorch's AVX2 build evaluates them, so that its normal noise comes out bit
/// for bit: <c>avx_mathfun.h</c> (copyright 2012 Giovanni Garberoglio, after Julien Pommier; zlib licence; this is an altered version) with
/// every product that is only added to something fused into that sum, as GCC does there. <c>TensorPrimitives</c> rounds differently.
/// </summary>
internal static class Cephes
{
    /// <summary>Logarithm of positive, finite, normal numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> value)
    {
        // value = 2^exponent (1 + x) with 1 + x between sqrt(1/2) and sqrt(2).
        Vector256<int> bits = value.AsInt32();
        Vector256<float> exponent = Vector256.ConvertToSingle((bits >> 23) - Vector256.Create(126));
        Vector256<float> mantissa = ((bits & Vector256.Create(0x007FFFFF)) | Vector256.Create(0x3F000000)).AsSingle();
        Vector256<float> small = Vector256.LessThan(mantissa, Vector256.Create(0.707106781186547524f));
        exponent -= small & Vector256<float>.One;
        Vector256<float> x = mantissa - Vector256<float>.One + (small & mantissa);

        Vector256<float> z = x * x;
        Vector256<float> y = Vector256.Create(7.0376836292e-2f);
        y = Fma(y, x, -1.1514610310e-1f);
        y = Fma(y, x, 1.1676998740e-1f);
        y = Fma(y, x, -1.2420140846e-1f);
        y = Fma(y, x, 1.4249322787e-1f);
        y = Fma(y, x, -1.6668057665e-1f);
        y = Fma(y, x, 2.0000714765e-1f);
        y = Fma(y, x, -2.4999993993e-1f);
        y = Fma(y, x, 3.3333331174e-1f);
        y = Vector256.FusedMultiplyAdd(y * x, z, exponent * -2.12194440e-4f); // log 2 in two parts, this is the small one
        y = Vector256.FusedMultiplyAdd(z, Vector256.Create(-0.5f), y);
        return Vector256.FusedMultiplyAdd(exponent, Vector256.Create(0.693359375f), x + y);
    }

    /// <summary>Sine and cosine of numbers from 0 to 8192.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Sin, Vector256<float> Cos) SinCos(Vector256<float> angle)
    {
        // angle = octant * pi/4 + x with an even octant and |x| <= pi/4; pi/4 in three parts keeps the difference precise.
        Vector256<int> octant = Vector256.ConvertToInt32Native(angle * 1.27323954473516f);
        octant = (octant + Vector256<int>.One) & Vector256.Create(~1);
        Vector256<float> k = Vector256.ConvertToSingle(octant);
        Vector256<float> x = Vector256.FusedMultiplyAdd(k, Vector256.Create(-0.78515625f), angle);
        x = Vector256.FusedMultiplyAdd(k, Vector256.Create(-2.4187564849853515625e-4f), x);
        x = Vector256.FusedMultiplyAdd(k, Vector256.Create(-3.77489497744594108e-8f), x);

        Vector256<float> z = x * x;
        Vector256<float> c = Fma(Fma(Vector256.Create(2.443315711809948e-5f), z, -1.388731625493765e-3f), z, 4.166664568298827e-2f);
        c = Vector256.FusedMultiplyAdd(c * z, z, z * -0.5f) + Vector256<float>.One;
        Vector256<float> s = Fma(Fma(Vector256.Create(-1.9515295891e-4f), z, 8.3321608736e-3f), z, -1.6666654611e-1f);
        s = Vector256.FusedMultiplyAdd(s * z, x, x);

        // Octants 2 and 6 exchange the two; the sine is negative in 4 and 6, the cosine in 2 and 4.
        Vector256<int> two = Vector256.Create(2), four = Vector256.Create(4);
        Vector256<float> keep = Vector256.Equals(octant & two, Vector256<int>.Zero).AsSingle();
        Vector256<float> sinSign = ((octant & four) << 29).AsSingle(), cosSign = (((octant + two) & four) << 29).AsSingle();
        return (Vector256.ConditionalSelect(keep, s, c) ^ sinSign, Vector256.ConditionalSelect(keep, c, s) ^ cosSign);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, float c) =>
        Vector256.FusedMultiplyAdd(a, b, Vector256.Create(c));
}
