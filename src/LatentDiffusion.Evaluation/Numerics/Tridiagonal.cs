using System.Numerics;
using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// A symmetric matrix A = Q T Qᵀ with T tridiagonal, by Householder's reflections (Golub and Van Loan, Matrix Computations, algorithm
/// 8.3.1). The update by one reflection and the product that the next one needs go over the matrix in one pass, since memory limits it.
/// </summary>
internal sealed class Tridiagonal
{
    private const int Sequential = 64; // rows below which threads cost more than they give

    private readonly double[] _reflections; // row k: the vector v of H = I - v vᵀ, zero up to and with element k
    private readonly int _n;

    /// <summary>Takes a matrix apart.</summary>
    /// <param name="matrix">[n, n], symmetric; overwritten.</param>
    /// <param name="n">Its order.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Tridiagonal(double[] matrix, int n, CancellationToken cancellationToken)
    {
        (_n, _reflections) = (n, new double[n * n]);
        Diagonal = new double[n];
        OffDiagonal = new double[Math.Max(n, 1)];
        double[] update = new double[n], product = new double[n];
        ReadOnlySpan<double> last = [];
        for (int k = 0; k < n; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<double> row = matrix.AsSpan(k * n, n);
            if (k > 0) Subtract(row, _reflections.AsSpan((k - 1) * n, n), update, k, k);
            Diagonal[k] = row[k];
            if (k == n - 1) break;
            Span<double> v = _reflections.AsSpan(k * n, n);
            OffDiagonal[k] = Reflect(row[(k + 1)..], v[(k + 1)..]);
            UpdateAndMultiply(matrix, k, update, product);
            double half = 0.5 * TensorPrimitives.Dot(product.AsSpan(k + 1), v[(k + 1)..]);
            for (int i = k + 1; i < n; i++) update[i] = product[i] - half * v[i];
        }
    }

    /// <summary>The diagonal of T: n elements.</summary>
    public double[] Diagonal { get; }

    /// <summary>Element k stands beside the k-th of the diagonal; the last is 0.</summary>
    public double[] OffDiagonal { get; }

    /// <summary>Multiplies rows by Qᵀ from the right, that is, turns eigenvectors of T into those of A.</summary>
    /// <param name="rows">[n, n].</param>
    public void ToOriginal(double[] rows)
    {
        const int Group = 8; // rows that one pass over the reflections serves
        Parallel.For(0, (_n + Group - 1) / Group, group =>
        {
            int end = Math.Min((group + 1) * Group, _n);
            for (int k = _n - 2; k >= 0; k--)
            {
                ReadOnlySpan<double> v = _reflections.AsSpan(k * _n + k + 1, _n - k - 1);
                for (int i = group * Group; i < end; i++)
                {
                    Span<double> row = rows.AsSpan(i * _n + k + 1, _n - k - 1);
                    AddScaled(row, v, -TensorPrimitives.Dot(row, v));
                }
            }
        });
    }

    /// <summary>Makes v so that (I - v vᵀ) x = β e₁.</summary>
    /// <returns>β.</returns>
    private static double Reflect(ReadOnlySpan<double> x, Span<double> v)
    {
        x.CopyTo(v);
        double largest = Math.Abs(x[TensorPrimitives.IndexOfMaxMagnitude(x)]);
        if (largest == 0) return 0;
        TensorPrimitives.Divide(v, largest, v);
        double norm = TensorPrimitives.Norm(v);
        double beta = v[0] > 0 ? -norm : norm;
        v[0] -= beta;

        // vᵀv / 2 = norm (norm + |x₁|) with the new v, and H = I - v vᵀ / that.
        TensorPrimitives.Divide(v, Math.Sqrt(norm * Math.Abs(v[0])), v);
        return beta * largest;
    }

    private void UpdateAndMultiply(double[] matrix, int k, double[] update, double[] product)
    {
        int first = k + 1, count = _n - first;
        void Row(int i)
        {
            Span<double> row = matrix.AsSpan(i * _n, _n);
            ReadOnlySpan<double> v = _reflections.AsSpan(k * _n, _n);
            product[i] = k > 0
                ? SubtractAndDot(row, _reflections.AsSpan((k - 1) * _n, _n), update, i, first, v)
                : TensorPrimitives.Dot(row[first..], v[first..]);
        }

        if (count < Sequential)
        {
            for (int i = first; i < _n; i++) Row(i);
            return;
        }

        int tasks = Environment.ProcessorCount, share = (count + tasks - 1) / tasks;
        Parallel.For(0, tasks, task =>
        {
            for (int i = first + task * share; i < Math.Min(first + (task + 1) * share, _n); i++) Row(i);
        });
    }

    private static void Subtract(Span<double> row, ReadOnlySpan<double> v, ReadOnlySpan<double> w, int i, int from)
    {
        for (int j = from; j < row.Length; j++) row[j] -= v[i] * w[j] + w[i] * v[j];
    }

    private static double SubtractAndDot(
        Span<double> row, ReadOnlySpan<double> v, ReadOnlySpan<double> w, int i, int from, ReadOnlySpan<double> next)
    {
        Vector<double> vi = new(v[i]), wi = new(w[i]), sum = default;
        int j = from, lanes = Vector<double>.Count;
        for (; j <= row.Length - lanes; j += lanes)
        {
            Vector<double> x = new Vector<double>(row[j..]) - vi * new Vector<double>(w[j..]) - wi * new Vector<double>(v[j..]);
            x.CopyTo(row[j..]);
            sum = Vector.FusedMultiplyAdd(x, new Vector<double>(next[j..]), sum);
        }

        double total = Vector.Sum(sum);
        for (; j < row.Length; j++)
        {
            row[j] -= v[i] * w[j] + w[i] * v[j];
            total += row[j] * next[j];
        }

        return total;
    }

    private static void AddScaled(Span<double> y, ReadOnlySpan<double> x, double factor) => TensorPrimitives.MultiplyAdd(x, factor, y, y);
}
