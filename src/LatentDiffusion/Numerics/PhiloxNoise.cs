using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LatentDiffusion.Numerics;

/// <summary>
/// <c>torch.randn</c> in float32 on a CUDA generator while every element has a thread of its own: element i takes counter
/// (draw, 0, i, 0) and the sine half of cuRAND's Box-Muller transform (CUDA's <c>curand_normal.h</c>, <c>_curand_box_muller</c>), as
/// https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/v1.10.1/modules/rng_philox.py does on the CPU.
/// </summary>
internal sealed class PhiloxNoise(long seed) : NoiseGenerator
{
    private readonly ulong _key = unchecked((ulong)seed);
    private uint _draw;

    public override void Fill(Span<float> destination)
    {
        int lanes = Vector256<uint>.Count;
        for (int i = 0; i < destination.Length; i += lanes)
        {
            Vector256<float> values = Normal(Vector256.Create((uint)i) + Vector256<uint>.Indices);
            Span<float> rest = destination[i..];
            if (rest.Length >= lanes) values.CopyTo(rest);
            else for (int j = 0; j < rest.Length; j++) rest[j] = values[j];
        }

        _draw++;
    }

    private Vector256<float> Normal(Vector256<uint> element)
    {
        const float Unit = 1f / (1UL << 32), Angle = 2 * MathF.PI * Unit;
        (Vector256<uint> x, Vector256<uint> y) = Philox(Vector256.Create(_draw), element, _key);
        Vector256<float> u = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(x), Vector256.Create(Unit), Vector256.Create(Unit / 2));
        Vector256<float> v = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(y), Vector256.Create(Angle), Vector256.Create(Angle / 2));
        return Vector256.Sqrt(Cephes.Log(u) * -2) * Cephes.SinCos(v).Sin;
    }

    /// <summary>
    /// The first two words of Philox4x32-10 (Salmon et al. 2011, https://doi.org/10.1145/2063384.2063405) for the counter
    /// (<paramref name="c0"/>, 0, <paramref name="c2"/>, 0), in every lane.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint>, Vector256<uint>) Philox(Vector256<uint> c0, Vector256<uint> c2, ulong key)
    {
        Vector256<uint> c1 = default, c3 = default;
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            (Vector256<uint> high0, Vector256<uint> low0) = Multiply(c0, 0xD2511F53);
            (Vector256<uint> high2, Vector256<uint> low2) = Multiply(c2, 0xCD9E8D57);
            (c0, c1) = (high2 ^ c1 ^ Vector256.Create(k0), low2);
            (c2, c3) = (high0 ^ c3 ^ Vector256.Create(k1), low0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return (c0, c1);
    }

    /// <summary>The two halves of the 64-bit products; even and odd lanes are widened apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> High, Vector256<uint> Low) Multiply(Vector256<uint> a, uint b)
    {
        Vector256<ulong> even = (a.AsUInt64() & Vector256.Create(0xFFFFFFFFUL)) * b, odd = (a.AsUInt64() >> 32) * b;
        return ((even >> 32).AsUInt32() | (odd & Vector256.Create(0xFFFFFFFF00000000UL)).AsUInt32(), a * b);
    }
}
