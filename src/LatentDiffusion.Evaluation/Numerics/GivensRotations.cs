using System.Numerics;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// Rotations of neighbouring rows of an orthogonal matrix, which begins as the identity. They are gathered and then applied many at a time
/// to strips of columns, each of which lies in one piece in the cache.
/// </summary>
internal sealed class GivensRotations
{
    private const int Capacity = 1 << 13; // what is gathered should stay in the cache beside a strip
    private static readonly int Lanes = Vector<double>.Count, Width = 4 * Lanes; // four registers hold a row of a strip

    private readonly int _n;
    private readonly double[][] _strips; // each [n, Width]
    private readonly (int Row, double Cosine, double Sine)[] _pending = new (int, double, double)[Capacity];
    private int _count;

    /// <summary>Rotations of a matrix.</summary>
    /// <param name="n">Its order.</param>
    public GivensRotations(int n)
    {
        _n = n;
        _strips = new double[(n + Width - 1) / Width][];
        for (int k = 0; k < _strips.Length; k++) _strips[k] = new double[n * Width];
        for (int i = 0; i < n; i++) _strips[i / Width][i * Width + i % Width] = 1;
    }

    /// <summary>Makes row + 1 of them s·row + c·(row + 1), and row c·row - s·(row + 1).</summary>
    public void Add(int row, double cosine, double sine)
    {
        if (_count == Capacity) Apply();
        _pending[_count++] = (row, cosine, sine);
    }

    /// <summary>The product of all rotations, [n, n].</summary>
    public double[] ToMatrix()
    {
        Apply();
        double[] result = new double[_n * _n];
        for (int i = 0; i < _n; i++)
            for (int k = 0; k < _strips.Length; k++)
                _strips[k].AsSpan(i * Width, Math.Min(Width, _n - k * Width)).CopyTo(result.AsSpan(i * _n + k * Width));
        return result;
    }

    private void Apply()
    {
        Parallel.For(0, _strips.Length, k => Rotate(_strips[k], _pending.AsSpan(0, _count)));
        _count = 0;
    }

    /// <summary>A sweep goes upwards, so that the upper row of one rotation is the lower of the next, and stays in registers.</summary>
    private static void Rotate(double[] strip, ReadOnlySpan<(int Row, double Cosine, double Sine)> rotations)
    {
        int held = -1;
        Vector<double> x0 = default, x1 = default, x2 = default, x3 = default;
        foreach (var (row, cosine, sine) in rotations)
        {
            if (row + 1 != held)
            {
                if (held >= 0) Store(strip, held, x0, x1, x2, x3);
                int lower = (row + 1) * Width;
                x0 = new(strip, lower);
                x1 = new(strip, lower + Lanes);
                x2 = new(strip, lower + 2 * Lanes);
                x3 = new(strip, lower + 3 * Lanes);
            }

            Vector<double> c = new(cosine), s = new(sine);
            int upper = row * Width;
            Vector<double> a0 = new(strip, upper), a1 = new(strip, upper + Lanes);
            Vector<double> a2 = new(strip, upper + 2 * Lanes), a3 = new(strip, upper + 3 * Lanes);
            Store(strip, row + 1, s * a0 + c * x0, s * a1 + c * x1, s * a2 + c * x2, s * a3 + c * x3);
            (x0, x1, x2, x3) = (c * a0 - s * x0, c * a1 - s * x1, c * a2 - s * x2, c * a3 - s * x3);
            held = row;
        }

        if (held >= 0) Store(strip, held, x0, x1, x2, x3);
    }

    private static void Store(double[] strip, int row, Vector<double> x0, Vector<double> x1, Vector<double> x2, Vector<double> x3)
    {
        int at = row * Width;
        x0.CopyTo(strip, at);
        x1.CopyTo(strip, at + Lanes);
        x2.CopyTo(strip, at + 2 * Lanes);
        x3.CopyTo(strip, at + 3 * Lanes);
    }
}
