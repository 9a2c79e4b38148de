using System.Numerics;

namespace LatentDiffusion.Numerics;

/// <summary>
/// The loops of <see cref="FusedLinear"/>: sums of scaled vectors, one or two at a time. For two to four vectors, as nearly all steps have,
/// the number is a constant to the compiler and pointers and factors stay in registers, which takes the loops down to the speed of memory;
/// with more, they are read anew for every few lanes. Stores begin on a cache line. All orders of rounding are the same:
/// <c>fma(v3, f3, fma(v2, f2, v1 * f1))</c>.
/// </summary>
internal static unsafe partial class FusedLoops
{
    private interface ITerms
    {
        static abstract int Count { get; }
    }

    /// <summary><c>destination = sum of factors[k] * vectors[k]</c>.</summary>
    public static void OneRow(float** vectors, float* factors, int count, float* destination, int length)
    {
        int start = Math.Min(CacheLine.FloatsTo(destination), length);
        OneByOne(vectors, factors, count, destination, 0, start);
        int done = count switch
        {
            2 => OneRow<Two>(vectors, factors, destination, start, length),
            3 => OneRow<Three>(vectors, factors, destination, start, length),
            4 => OneRow<Four>(vectors, factors, destination, start, length),
            _ => OneRowOfAny(vectors, factors, count, destination, start, length),
        };
        OneByOne(vectors, factors, count, destination, done, length);
    }

    private static void OneByOne(float** vectors, float* factors, int count, float* destination, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            float s = 0;
            for (int k = 0; k < count; k++) s = MathF.FusedMultiplyAdd(vectors[k][i], factors[k], s);
            destination[i] = s;
        }
    }

    private static int OneRow<TTerms>(float** vectors, float* factors, float* destination, int start, int length)
        where TTerms : struct, ITerms
    {
        float* a = vectors[0], b = vectors[1], c = TTerms.Count > 2 ? vectors[2] : a, d = TTerms.Count > 3 ? vectors[3] : a;
        Vector<float> fa = new(factors[0]), fb = new(factors[1]);
        Vector<float> fc = TTerms.Count > 2 ? new(factors[2]) : default, fd = TTerms.Count > 3 ? new(factors[3]) : default;
        int lanes = Vector<float>.Count, i = start;
        for (; i <= length - 2 * lanes; i += 2 * lanes)
        {
            int j = i + lanes;
            Vector<float> s = Vector.FusedMultiplyAdd(Vector.Load(b + i), fb, Vector.Load(a + i) * fa);
            Vector<float> t = Vector.FusedMultiplyAdd(Vector.Load(b + j), fb, Vector.Load(a + j) * fa);
            if (TTerms.Count > 2)
                (s, t) = (Vector.FusedMultiplyAdd(Vector.Load(c + i), fc, s), Vector.FusedMultiplyAdd(Vector.Load(c + j), fc, t));
            if (TTerms.Count > 3)
                (s, t) = (Vector.FusedMultiplyAdd(Vector.Load(d + i), fd, s), Vector.FusedMultiplyAdd(Vector.Load(d + j), fd, t));
            s.Store(destination + i);
            t.Store(destination + j);
        }

        return i;
    }

    /// <summary>Four vectors of lanes at a time, so that reading pointer and factor of a term is shared by four multiply-adds.</summary>
    private static int OneRowOfAny(float** vectors, float* factors, int count, float* destination, int start, int length)
    {
        int lanes = Vector<float>.Count, i = start;
        for (; i <= length - 4 * lanes; i += 4 * lanes)
        {
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int k = 0; k < count; k++)
            {
                float* v = vectors[k] + i;
                var f = new Vector<float>(factors[k]);
                s0 = Vector.FusedMultiplyAdd(Vector.Load(v), f, s0);
                s1 = Vector.FusedMultiplyAdd(Vector.Load(v + lanes), f, s1);
                s2 = Vector.FusedMultiplyAdd(Vector.Load(v + 2 * lanes), f, s2);
                s3 = Vector.FusedMultiplyAdd(Vector.Load(v + 3 * lanes), f, s3);
            }

            float* d = destination + i;
            s0.Store(d);
            s1.Store(d + lanes);
            s2.Store(d + 2 * lanes);
            s3.Store(d + 3 * lanes);
        }

        return i;
    }

    private readonly struct Two : ITerms
    {
        public static int Count => 2;
    }

    private readonly struct Three : ITerms
    {
        public static int Count => 3;
    }

    private readonly struct Four : ITerms
    {
        public static int Count => 4;
    }
}
