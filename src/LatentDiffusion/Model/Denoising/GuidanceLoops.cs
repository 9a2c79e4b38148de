using System.Numerics;
using System.Numerics.Tensors;

namespace LatentDiffusion.Model;

/// <summary>
/// The loops of classifier-free guidance. As chains of <c>TensorPrimitives</c> they would write a temporary and read it again, and take
/// twice as long (<c>GuidanceBenchmarks</c>).
/// </summary>
internal static unsafe class GuidanceLoops
{
    /// <summary>
    /// <c>destination = u + scale * (c - u)</c> in one pass. The difference is taken first: folded into <c>(1 - scale) * u + scale * c</c>
    /// it would lose the digits that guidance multiplies.
    /// </summary>
    public static void Combine(ReadOnlySpan<float> u, ReadOnlySpan<float> c, float scale, Span<float> destination)
    {
        RequireLengths(u, c, destination);
        int i = 0, lanes = Vector<float>.Count, length = destination.Length;
        Vector<float> s = new(scale);
        fixed (float* pu = u, pc = c, pd = destination)
        {
            for (; i <= length - 2 * lanes; i += 2 * lanes)
            {
                Vector<float> a = Vector.Load(pu + i), b = Vector.Load(pu + i + lanes);
                Vector.FusedMultiplyAdd(Vector.Load(pc + i) - a, s, a).Store(pd + i);
                Vector.FusedMultiplyAdd(Vector.Load(pc + i + lanes) - b, s, b).Store(pd + i + lanes);
            }
        }

        for (; i < length; i++) destination[i] = MathF.FusedMultiplyAdd(c[i] - u[i], scale, u[i]);
    }

    /// <summary>
    /// The same, and the standard deviations of <c>c</c>, which may be the destination, and of the result (unbiased, as <c>torch.std</c>).
    /// </summary>
    public static (float Conditional, float Guided) CombineMeasured(
        ReadOnlySpan<float> u, ReadOnlySpan<float> c, float scale, Span<float> destination)
    {
        RequireLengths(u, c, destination);
        int i = 0, lanes = Vector<float>.Count, length = destination.Length;
        Vector<float> s = new(scale);
        // Two of each, so that an addition does not wait for the one before.
        Vector<float> sum0 = default, sum1 = default, square0 = default, square1 = default;
        Vector<float> guidedSum0 = default, guidedSum1 = default, guidedSquare0 = default, guidedSquare1 = default;
        fixed (float* pu = u, pc = c, pd = destination)
        {
            for (; i <= length - 2 * lanes; i += 2 * lanes)
            {
                int j = i + lanes;
                Vector<float> a0 = Vector.Load(pu + i), a1 = Vector.Load(pu + j), b0 = Vector.Load(pc + i), b1 = Vector.Load(pc + j);
                Vector<float> g0 = Vector.FusedMultiplyAdd(b0 - a0, s, a0), g1 = Vector.FusedMultiplyAdd(b1 - a1, s, a1);
                g0.Store(pd + i);
                g1.Store(pd + j);
                (sum0, sum1) = (sum0 + b0, sum1 + b1);
                (guidedSum0, guidedSum1) = (guidedSum0 + g0, guidedSum1 + g1);
                (square0, square1) = (Vector.FusedMultiplyAdd(b0, b0, square0), Vector.FusedMultiplyAdd(b1, b1, square1));
                (guidedSquare0, guidedSquare1) =
                    (Vector.FusedMultiplyAdd(g0, g0, guidedSquare0), Vector.FusedMultiplyAdd(g1, g1, guidedSquare1));
            }
        }

        float conditional = Deviation(sum0 + sum1, square0 + square1, c[i..], length); // before its end is overwritten
        Combine(u[i..], c[i..], scale, destination[i..]);
        return (conditional, Deviation(guidedSum0 + guidedSum1, guidedSquare0 + guidedSquare1, destination[i..], length));
    }

    private static float Deviation(Vector<float> sums, Vector<float> squares, ReadOnlySpan<float> rest, int length)
    {
        double mean = ((double)Vector.Sum(sums) + TensorPrimitives.Sum(rest)) / length;
        double square = (double)Vector.Sum(squares) + TensorPrimitives.SumOfSquares(rest);
        return (float)Math.Sqrt(Math.Max(0, square - length * mean * mean) / (length - 1)); // rounding may make equal values differ
    }

    private static void RequireLengths(ReadOnlySpan<float> u, ReadOnlySpan<float> c, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(c.Length, u.Length, nameof(c));
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, u.Length, nameof(destination));
    }
}
