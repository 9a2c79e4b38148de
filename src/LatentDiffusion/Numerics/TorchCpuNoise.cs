using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LatentDiffusion.Numerics;

/// <summary>
/// <c>torch.randn</c> in float32 on a CPU generator
/// (https://github.com/pytorch/pytorch/blob/v2.13.0/aten/src/ATen/native/cpu/DistributionTemplates.h, <c>normal_fill</c>, and
/// https://github.com/pytorch/pytorch/blob/v2.13.0/aten/src/ATen/core/DistributionsHelper.h, <c>normal_distribution</c>).
/// </summary>
internal sealed class TorchCpuNoise(long seed) : NoiseGenerator
{
    private const int Block = 16;
    private readonly MersenneTwister _engine = new(unchecked((uint)seed));
    private double? _second;

    public override void Fill(Span<float> destination)
    {
        if (destination.Length < Block)
        {
            foreach (ref float value in destination) value = (float)Next();
            return;
        }

        _engine.FillUniform(destination);
        foreach (ref Vector512<float> block in MemoryMarshal.Cast<float, Vector512<float>>(destination)) block = Normal(block);
        if (destination.Length % Block == 0) return;

        // The last block is drawn anew and overlaps the one before it.
        Span<float> last = destination[^Block..];
        _engine.FillUniform(last);
        Normal(Vector512.Create<float>(last)).CopyTo(last);
    }

    /// <summary>Box-Muller: the first half of a block gives radii, the second half angles.</summary>
    private static Vector512<float> Normal(Vector512<float> uniform)
    {
        Vector256<float> u1 = Vector256<float>.One - uniform.GetLower(), u2 = uniform.GetUpper();
        (Vector256<float> sin, Vector256<float> cos) = Cephes.SinCos(u2 * (2 * MathF.PI));
        Vector256<float> radius = Vector256.Sqrt(Cephes.Log(u1) * -2);

        // The sum, PyTorch's mean of 0, makes a zero positive.
        return Vector512.Create(radius * cos, radius * sin) + Vector512<float>.Zero;
    }

    /// <summary>Short draws go one by one in double precision. Each pair's second value waits for the next short draw.</summary>
    private double Next()
    {
        if (_second is double second)
        {
            _second = null;
            return second;
        }

        double angle = 2 * Math.PI * NextUniform();
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextUniform())); // log1p is not needed: the difference is exact
        _second = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    /// <summary>In [0, 1), a multiple of 2^-53.</summary>
    private double NextUniform()
    {
        ulong high = _engine.NextUInt32();
        return (((high << 32) | _engine.NextUInt32()) & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));
    }
}
