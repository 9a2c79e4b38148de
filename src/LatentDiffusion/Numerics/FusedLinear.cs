using System.Runtime.CompilerServices;

namespace LatentDiffusion.Numerics;

/// <summary>
/// Evaluates linear combinations of vectors in one pass over memory: every input is read once, every destination written once. A chain of
/// <c>TensorPrimitives</c> calls would read and write a temporary between every two terms; <c>benchmarks/</c> has the comparison.
/// </summary>
/// <remarks>
/// Destinations may be inputs of the same call (same start): all inputs of an element are read before any result is written.
/// </remarks>
internal static unsafe class FusedLinear
{
    /// <summary><c>destination = a * x + b * y</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The vectors differ in length.</exception>
    public static void Combine(float a, ReadOnlySpan<float> x, float b, ReadOnlySpan<float> y, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length, nameof(y));
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, x.Length, nameof(destination));
        fixed (float* px = x, py = y, d = destination)
        {
            float** vectors = stackalloc float*[2] { px, py };
            float* factors = stackalloc float[2] { a, b };
            FusedLoops.OneRow(vectors, factors, 2, d, x.Length);
        }
    }

    /// <summary>One combination into one destination.</summary>
    /// <param name="operands">The vectors, and how their combination is rounded.</param>
    /// <param name="combination">Their factors.</param>
    /// <param name="destination">Receives the sum.</param>
    /// <exception cref="ArgumentException">A vector is shorter than the destination.</exception>
    [SkipLocalsInit]
    public static void Combine(in Operands operands, in Linear combination, Span<float> destination)
    {
        fixed (float* x = operands.Sample, m = operands.Output, z = operands.Noise, d = destination)
        {
            float** vectors = stackalloc float*[Linear.Slots];
            float* factors = stackalloc float[Linear.Slots];
            Span<double> row = stackalloc double[Linear.Slots];
            combination.CopyTo(row);
            int count = 0;
            for (int slot = 0; slot < Linear.Slots; slot++)
            {
                if (row[slot] == 0) continue;
                vectors[count] = operands.Pointer(slot, x, m, z, destination.Length);
                factors[count++] = (float)row[slot];
            }

            if (operands.Rounding == Rounding.Fused) FusedLoops.OneRow(vectors, factors, count, d, destination.Length);
            else FusedLoops.EachRounded(vectors, factors, count, &d, rows: 1, destination.Length);
        }
    }

    /// <summary>Two combinations of the same vectors into two destinations, which must not overlap each other.</summary>
    /// <param name="operands">The vectors, and how their combinations are rounded.</param>
    /// <param name="combination0">The factors of the first combination.</param>
    /// <param name="destination0">Receives the first sum.</param>
    /// <param name="combination1">The factors of the second combination.</param>
    /// <param name="destination1">Receives the second sum; as long as the first.</param>
    /// <exception cref="ArgumentException">A vector is shorter than the destinations, or these differ in length.</exception>
    [SkipLocalsInit]
    public static void Combine(
        in Operands operands, in Linear combination0, Span<float> destination0, in Linear combination1, Span<float> destination1)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination1.Length, destination0.Length, nameof(destination1));
        fixed (float* x = operands.Sample, m = operands.Output, z = operands.Noise, d0 = destination0, d1 = destination1)
        {
            float** vectors = stackalloc float*[Linear.Slots];
            float* factors = stackalloc float[2 * Linear.Slots];
            Span<double> row0 = stackalloc double[Linear.Slots], row1 = stackalloc double[Linear.Slots];
            combination0.CopyTo(row0);
            combination1.CopyTo(row1);
            int count = 0;
            for (int slot = 0; slot < Linear.Slots; slot++)
            {
                if (row0[slot] == 0 && row1[slot] == 0) continue;
                vectors[count] = operands.Pointer(slot, x, m, z, destination0.Length);
                (factors[2 * count], factors[2 * count + 1]) = ((float)row0[slot], (float)row1[slot]);
                count++;
            }

            if (operands.Rounding == Rounding.Fused)
            {
                FusedLoops.TwoRows(vectors, factors, count, d0, d1, destination0.Length);
                return;
            }

            float** destinations = stackalloc float*[2] { d0, d1 };
            FusedLoops.EachRounded(vectors, factors, count, destinations, rows: 2, destination0.Length);
        }
    }
}
