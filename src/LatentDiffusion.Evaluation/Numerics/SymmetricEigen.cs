using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>Eigenvalues and eigenvectors of symmetric matrices, and functions of such matrices.</summary>
/// <remarks>
/// Of the libraries that restore from NuGet, MathNet.Numerics does this on one thread, in minutes at the 2048 dimensions of Inception.
/// </remarks>
internal sealed class SymmetricEigen
{
    private SymmetricEigen(double[] values, double[] vectors) => (Values, Vectors) = (values, vectors);

    /// <summary>The eigenvalues, in no order.</summary>
    public double[] Values { get; }

    /// <summary>[n, n]: row k is the eigenvector of value k, of length 1.</summary>
    public double[] Vectors { get; }

    /// <summary>Takes a matrix apart.</summary>
    /// <param name="matrix">[n, n], symmetric.</param>
    /// <param name="n">Its order.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static SymmetricEigen Of(ReadOnlySpan<double> matrix, int n, CancellationToken cancellationToken = default)
    {
        Tridiagonal tridiagonal = new(matrix.ToArray(), n, cancellationToken);
        GivensRotations rotations = new(n);
        ImplicitQl.Diagonalise(tridiagonal.Diagonal, tridiagonal.OffDiagonal, rotations, cancellationToken);
        double[] vectors = rotations.ToMatrix();
        tridiagonal.ToOriginal(vectors);
        return new SymmetricEigen(tridiagonal.Diagonal, vectors);
    }

    /// <summary>Only the eigenvalues, in no order.</summary>
    /// <param name="matrix">[n, n], symmetric; overwritten.</param>
    /// <param name="n">Its order.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static double[] ValuesOf(double[] matrix, int n, CancellationToken cancellationToken = default)
    {
        Tridiagonal tridiagonal = new(matrix, n, cancellationToken);
        ImplicitQl.Diagonalise(tridiagonal.Diagonal, tridiagonal.OffDiagonal, null, cancellationToken);
        return tridiagonal.Diagonal;
    }

    /// <summary>[n, n]: row k is eigenvector k times a power of eigenvalue k.</summary>
    public double[] ScaledVectors(double power)
    {
        int n = Values.Length;
        double[] scaled = new double[Vectors.Length];
        for (int k = 0; k < n; k++)
            TensorPrimitives.Multiply(Vectors.AsSpan(k * n, n), Math.Pow(Math.Max(Values[k], 0), power), scaled.AsSpan(k * n, n));
        return scaled;
    }
}
