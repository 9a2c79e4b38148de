using System.Numerics;

namespace LatentDiffusion;

/// <summary>
/// Evaluates linear combinations of vectors in one pass over memory: every input is read once, every destination written once. A chain of
/// <c>TensorPrimitives</c> calls would read and write a temporary between every two terms; <c>benchmarks/</c> has the comparison.
/// </summary>
/// <remarks>Destinations may be inputs of the same call (same start): all inputs of an element are read before any result is written.</remarks>
internal static unsafe class FusedLinear
{
    /// <summary><c>destination = a * x + b * y</c>.</summary>
    public static void Combine(float a, ReadOnlySpan<float> x, float b, ReadOnlySpan<float> y, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length, nameof(y));
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, x.Length, nameof(destination));
        fixed (float* px = x, py = y, d = destination)
        {
            float** vectors = stackalloc float*[2] { px, py };
            float* factors = stackalloc float[2] { a, b };
            OneRow(vectors, factors, 2, d, x.Length);
        }
    }

    /// <summary>One combination into one destination.</summary>
    public static void Combine(in Operands operands, in Linear row, Span<float> destination)
    {
        fixed (float* x = operands.Sample, m = operands.Output, z = operands.Noise, d = destination)
        {
            float** vectors = stackalloc float*[Linear.Slots];
            float* factors = stackalloc float[Linear.Slots];
            int count = 0;
            for (int slot = 0; slot < Linear.Slots; slot++)
            {
                if (row[slot] == 0) continue;
                vectors[count] = operands.Pointer(slot, x, m, z, destination.Length);
                factors[count++] = (float)row[slot];
            }

            OneRow(vectors, factors, count, d, destination.Length);
        }
    }

    /// <summary>Two combinations of the same vectors into two destinations, which must not overlap each other.</summary>
    public static void Combine(in Operands operands, in Linear row0, Span<float> destination0, in Linear row1, Span<float> destination1)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination1.Length, destination0.Length, nameof(destination1));
        fixed (float* x = operands.Sample, m = operands.Output, z = operands.Noise, d0 = destination0, d1 = destination1)
        {
            float** vectors = stackalloc float*[Linear.Slots];
            float* factors = stackalloc float[2 * Linear.Slots];
            int count = 0;
            for (int slot = 0; slot < Linear.Slots; slot++)
            {
                if (row0[slot] == 0 && row1[slot] == 0) continue;
                vectors[count] = operands.Pointer(slot, x, m, z, destination0.Length);
                (factors[2 * count], factors[2 * count + 1]) = ((float)row0[slot], (float)row1[slot]);
                count++;
            }

            TwoRows(vectors, factors, count, d0, d1, destination0.Length);
        }
    }

    /// <summary>Four vectors of lanes at a time, so that reading pointer and factor of a term is shared by four multiply-adds.</summary>
    private static void OneRow(float** vectors, float* factors, int count, float* destination, int length)
    {
        int lanes = Vector<float>.Count, i = 0;
        for (; i <= length - 4 * lanes; i += 4 * lanes)
        {
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int k = 0; k < count; k++)
            {
                float* v = vectors[k] + i;
                var c = new Vector<float>(factors[k]);
                s0 = Vector.FusedMultiplyAdd(Vector.Load(v), c, s0);
                s1 = Vector.FusedMultiplyAdd(Vector.Load(v + lanes), c, s1);
                s2 = Vector.FusedMultiplyAdd(Vector.Load(v + 2 * lanes), c, s2);
                s3 = Vector.FusedMultiplyAdd(Vector.Load(v + 3 * lanes), c, s3);
            }

            float* d = destination + i;
            s0.Store(d);
            s1.Store(d + lanes);
            s2.Store(d + 2 * lanes);
            s3.Store(d + 3 * lanes);
        }

        for (; i < length; i++)
        {
            float s = 0;
            for (int k = 0; k < count; k++) s = MathF.FusedMultiplyAdd(vectors[k][i], factors[k], s);
            destination[i] = s;
        }
    }

    private static void TwoRows(float** vectors, float* factors, int count, float* destination0, float* destination1, int length)
    {
        int lanes = Vector<float>.Count, i = 0;
        for (; i <= length - 2 * lanes; i += 2 * lanes)
        {
            Vector<float> s0 = default, s1 = default, t0 = default, t1 = default;
            for (int k = 0; k < count; k++)
            {
                Vector<float> v0 = Vector.Load(vectors[k] + i), v1 = Vector.Load(vectors[k] + i + lanes);
                var c0 = new Vector<float>(factors[2 * k]);
                var c1 = new Vector<float>(factors[2 * k + 1]);
                s0 = Vector.FusedMultiplyAdd(v0, c0, s0);
                s1 = Vector.FusedMultiplyAdd(v1, c0, s1);
                t0 = Vector.FusedMultiplyAdd(v0, c1, t0);
                t1 = Vector.FusedMultiplyAdd(v1, c1, t1);
            }

            s0.Store(destination0 + i);
            s1.Store(destination0 + i + lanes);
            t0.Store(destination1 + i);
            t1.Store(destination1 + i + lanes);
        }

        for (; i < length; i++)
        {
            float s = 0, t = 0;
            for (int k = 0; k < count; k++)
            {
                s = MathF.FusedMultiplyAdd(vectors[k][i], factors[2 * k], s);
                t = MathF.FusedMultiplyAdd(vectors[k][i], factors[2 * k + 1], t);
            }

            (destination0[i], destination1[i]) = (s, t);
        }
    }
}
