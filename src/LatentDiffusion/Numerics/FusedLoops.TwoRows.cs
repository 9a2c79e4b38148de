using System.Numerics;

namespace LatentDiffusion.Numerics;

/// <content>Two sums of the same vectors.</content>
internal static unsafe partial class FusedLoops
{
    /// <summary>Two sums of the same vectors in one pass; their factors alternate in <paramref name="factors"/>.</summary>
    public static void TwoRows(float** vectors, float* factors, int count, float* destination0, float* destination1, int length)
    {
        int start = Math.Min(CacheLine.FloatsTo(destination0), length);
        OneByOne(vectors, factors, count, destination0, destination1, 0, start);
        int done = count switch
        {
            2 => TwoRows<Two>(vectors, factors, destination0, destination1, start, length),
            3 => TwoRows<Three>(vectors, factors, destination0, destination1, start, length),
            4 => TwoRows<Four>(vectors, factors, destination0, destination1, start, length),
            _ => TwoRowsOfAny(vectors, factors, count, destination0, destination1, start, length),
        };
        OneByOne(vectors, factors, count, destination0, destination1, done, length);
    }

    private static void OneByOne(float** vectors, float* factors, int count, float* destination0, float* destination1, int start, int end)
    {
        for (int i = start; i < end; i++)
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

    private static int TwoRows<TTerms>(float** vectors, float* factors, float* destination0, float* destination1, int start, int length)
        where TTerms : struct, ITerms
    {
        float* a = vectors[0], b = vectors[1], c = TTerms.Count > 2 ? vectors[2] : a, d = TTerms.Count > 3 ? vectors[3] : a;
        Vector<float> fa = new(factors[0]), ga = new(factors[1]), fb = new(factors[2]), gb = new(factors[3]);
        Vector<float> fc = default, gc = default, fd = default, gd = default;
        if (TTerms.Count > 2) (fc, gc) = (new(factors[4]), new(factors[5]));
        if (TTerms.Count > 3) (fd, gd) = (new(factors[6]), new(factors[7]));
        int lanes = Vector<float>.Count, i = start;
        for (; i <= length - lanes; i += lanes)
        {
            Vector<float> va = Vector.Load(a + i), vb = Vector.Load(b + i);
            Vector<float> s = Vector.FusedMultiplyAdd(vb, fb, va * fa), t = Vector.FusedMultiplyAdd(vb, gb, va * ga);
            if (TTerms.Count > 2)
            {
                Vector<float> vc = Vector.Load(c + i);
                (s, t) = (Vector.FusedMultiplyAdd(vc, fc, s), Vector.FusedMultiplyAdd(vc, gc, t));
            }

            if (TTerms.Count > 3)
            {
                Vector<float> vd = Vector.Load(d + i);
                (s, t) = (Vector.FusedMultiplyAdd(vd, fd, s), Vector.FusedMultiplyAdd(vd, gd, t));
            }

            s.Store(destination0 + i);
            t.Store(destination1 + i);
        }

        return i;
    }

    private static int TwoRowsOfAny(
        float** vectors, float* factors, int count, float* destination0, float* destination1, int start, int length)
    {
        int lanes = Vector<float>.Count, i = start;
        for (; i <= length - 2 * lanes; i += 2 * lanes)
        {
            Vector<float> s0 = default, s1 = default, t0 = default, t1 = default;
            for (int k = 0; k < count; k++)
            {
                Vector<float> v0 = Vector.Load(vectors[k] + i), v1 = Vector.Load(vectors[k] + i + lanes);
                Vector<float> f = new(factors[2 * k]), g = new(factors[2 * k + 1]);
                (s0, s1) = (Vector.FusedMultiplyAdd(v0, f, s0), Vector.FusedMultiplyAdd(v1, f, s1));
                (t0, t1) = (Vector.FusedMultiplyAdd(v0, g, t0), Vector.FusedMultiplyAdd(v1, g, t1));
            }

            s0.Store(destination0 + i);
            s1.Store(destination0 + i + lanes);
            t0.Store(destination1 + i);
            t1.Store(destination1 + i + lanes);
        }

        return i;
    }
}
