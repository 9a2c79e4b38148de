using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LatentDiffusion;

internal static partial class TorchMath
{
    /// <summary>
    /// <c>torch.sqrt</c> and <c>** 0.5</c>. On AMD's processors torch's vector library starts from the processor's estimate of the
    /// reciprocal root, and makes one step of Goldschmidt's iteration and one of Newton's without fused multiply-add. One root in five is
    /// then off by one in the last digit, and where nearly equal roots are subtracted (the rescaling to zero terminal SNR) sigmas differ in
    /// their fourth.
    /// </summary>
    public static float Sqrt(float x)
    {
        if (!IsAmd || !float.IsNormal(x)) return MathF.Sqrt(x);
        float estimate = Sse.ReciprocalSqrtScalar(Vector128.CreateScalar(x)).ToScalar();
        float root = x * estimate, half = 0.5f * estimate, error = 0.5f - half * root;
        root += root * error;
        half += half * error;
        return root + half * (x - root * root);
    }
}
