namespace LatentDiffusion.Evaluation;

/// <summary>The similarity of two planes, and its factor of contrast and structure.</summary>
internal static class StructuralSimilarity
{
    /// <summary>Side of the window in pixels.</summary>
    public const int Window = 11;

    private const double Sigma = 1.5, K1 = 0.01, K2 = 0.03, Peak = 255; // section III of the paper
    private static readonly double[] Gaussian = MakeGaussian();

    /// <summary>The means over all places of the window.</summary>
    public static (double Similarity, double Contrast) Of(Plane a, Plane b)
    {
        double c1 = K1 * Peak * K1 * Peak, c2 = K2 * Peak * K2 * Peak;
        double[] meanA = a.Filter(Gaussian).Values, meanB = b.Filter(Gaussian).Values;
        double[] squareA = a.Times(a).Filter(Gaussian).Values, squareB = b.Times(b).Filter(Gaussian).Values;
        double[] product = a.Times(b).Filter(Gaussian).Values;
        double similarity = 0, contrast = 0;
        for (int i = 0; i < product.Length; i++)
        {
            double u = meanA[i], v = meanB[i], covariance = product[i] - u * v;
            double structure = (2 * covariance + c2) / (squareA[i] - u * u + (squareB[i] - v * v) + c2);
            contrast += structure;
            similarity += structure * (2 * u * v + c1) / (u * u + v * v + c1);
        }

        return (similarity / product.Length, contrast / product.Length);
    }

    private static double[] MakeGaussian()
    {
        double[] weights = [.. Enumerable.Range(-Window / 2, Window).Select(x => Math.Exp(-x * x / (2 * Sigma * Sigma)))];
        double sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }
}
