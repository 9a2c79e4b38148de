using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// The Fréchet distance of normal distributions: |μ₁ - μ₂|² + tr Σ₁ + tr Σ₂ - 2 tr √(Σ₁Σ₂) (Dowson and Landau 1982, eq. 4). Σ₁Σ₂ has the
/// eigenvalues of the symmetric √Λ Vᵀ Σ₂ V √Λ with Σ₁ = V Λ Vᵀ, so that nothing becomes complex, whatever the rank.
/// </summary>
internal sealed class FrechetDistance
{
    private readonly double[] _mean, _root;
    private readonly double _trace;

    /// <summary>Prepares distances from one distribution.</summary>
    /// <param name="from">The distribution.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public FrechetDistance(FeatureStatistics from, CancellationToken cancellationToken)
    {
        double[] covariance = from.Covariance();
        _mean = from.Mean.ToArray();
        _trace = Trace(covariance, _mean.Length);
        _root = SymmetricEigen.Of(covariance, _mean.Length, cancellationToken).ScaledVectors(0.5);
    }

    /// <summary>The distance between two distributions.</summary>
    public static double Between(FeatureStatistics a, FeatureStatistics b, CancellationToken cancellationToken) =>
        new FrechetDistance(a, cancellationToken).To(b, cancellationToken);

    /// <summary>The distance to a distribution of the same dimension.</summary>
    public double To(FeatureStatistics other, CancellationToken cancellationToken)
    {
        int d = _mean.Length;
        double[] covariance = other.Covariance(), half = new double[d * d], product = new double[d * d];
        MatrixProduct.OfRows(_root, covariance, d, half);
        MatrixProduct.OfRows(half, _root, d, product);
        double roots = 0;
        foreach (double value in SymmetricEigen.ValuesOf(product, d, cancellationToken)) roots += Math.Sqrt(Math.Max(value, 0));
        double apart = TensorPrimitives.Distance(_mean, other.Mean);
        return apart * apart + _trace + Trace(covariance, d) - 2 * roots;
    }

    private static double Trace(double[] matrix, int n)
    {
        double trace = 0;
        for (int i = 0; i < n; i++) trace += matrix[i * n + i];
        return trace;
    }
}
