using System.Numerics;

namespace LatentDiffusion.Numerics;

/// <content>Sums whose every operation is rounded.</content>
internal static unsafe partial class FusedLoops
{
    /// <summary>
    /// One or two sums of the same vectors, each product and each sum rounded: <c>((v1 * f1) + v2 * f2) + v3 * f3</c>. For the few steps
    /// of <see cref="Rounding.EachOperation"/>, and so without the other loops' care for speed.
    /// </summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="factors">For each vector, its factor in each sum.</param>
    /// <param name="count">Number of vectors.</param>
    /// <param name="destinations">Where each sum goes; may be one of the vectors.</param>
    /// <param name="rows">Number of sums, 1 or 2.</param>
    /// <param name="length">Elements of every vector.</param>
    public static void EachRounded(float** vectors, float* factors, int count, float** destinations, int rows, int length)
    {
        int lanes = Vector<float>.Count, i = 0;
        float* first = destinations[0], last = destinations[rows - 1];
        for (; i <= length - lanes; i += lanes)
        {
            Vector<float> s = default, t = default;
            for (int k = 0; k < count; k++)
            {
                Vector<float> v = Vector.Load(vectors[k] + i);
                s += factors[rows * k] * v;
                t += factors[rows * k + rows - 1] * v;
            }

            s.Store(first + i);
            t.Store(last + i);
        }

        for (; i < length; i++)
        {
            float s = 0, t = 0;
            for (int k = 0; k < count; k++)
            {
                s += factors[rows * k] * vectors[k][i];
                t += factors[rows * k + rows - 1] * vectors[k][i];
            }

            (first[i], last[i]) = (s, t);
        }
    }
}
