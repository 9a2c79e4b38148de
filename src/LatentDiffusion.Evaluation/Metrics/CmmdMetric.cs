using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// CMMD: 1000 times the squared maximum mean discrepancy of embeddings of length 1 under exp(-|x - y|²/(2·10²)), with the diagonal
/// (Jayasumana et al. 2023, https://arxiv.org/abs/2401.09603, section 4; the constants are those of the authors' program).
/// </summary>
internal sealed class CmmdMetric : Metric
{
    private const double Sigma = 10, Scale = 1000;
    private const int Chunk = 512;

    /// <inheritdoc/>
    public override string Name => "cmmd";

    /// <inheritdoc/>
    public override string Meaning => "distance between the embeddings of both sets by a Gaussian kernel; meant for CLIP's";

    /// <inheritdoc/>
    protected internal override IReadOnlyList<MetricValue> Measure(
        FeatureSet generated, FeatureSet? real, MetricOptions options, CancellationToken cancellationToken)
    {
        double within = Mean(generated, generated, cancellationToken) + Mean(real!, real!, cancellationToken);
        return [new(Name, Scale * (within - 2 * Mean(generated, real!, cancellationToken)), HigherIsBetter: false)];
    }

    /// <summary>The mean of 1 - kernel, negated: the ones cancel, and without them so do fewer digits.</summary>
    private static double Mean(FeatureSet a, FeatureSet b, CancellationToken cancellationToken)
    {
        double sum = 0;
        double[] products = new double[Chunk * Chunk];
        for (int i = 0; i < a.Count; i += Chunk)
        {
            double[] x = Rows.Normalised(a, i, Math.Min(Chunk, a.Count - i));
            for (int j = 0; j < b.Count; j += Chunk)
            {
                cancellationToken.ThrowIfCancellationRequested();
                double[] y = Rows.Normalised(b, j, Math.Min(Chunk, b.Count - j));
                MatrixProduct.OfRows(x, y, a.Dimension, products);
                Span<double> part = products.AsSpan(0, x.Length / a.Dimension * (y.Length / a.Dimension));

                // |x - y|² = 2 - 2 ⟨x, y⟩
                TensorPrimitives.Subtract(part, 1, part);
                TensorPrimitives.Divide(part, Sigma * Sigma, part);
                TensorPrimitives.ExpM1(part, part);
                sum += TensorPrimitives.Sum<double>(part);
            }
        }

        return sum / ((double)a.Count * b.Count);
    }
}
