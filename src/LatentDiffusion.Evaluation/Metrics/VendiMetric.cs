using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// The Vendi score: exp of the entropy of the eigenvalues of K/n, K the cosine similarities (Friedman and Dieng 2022,
/// https://arxiv.org/abs/2210.02410, definition 3.1). The pictures count as if there were so many all unlike one another.
/// </summary>
internal sealed class VendiMetric : Metric
{
    private const int Batch = 256;

    /// <inheritdoc/>
    public override string Name => "vendi";

    /// <inheritdoc/>
    public override string Meaning => "variety: as many pictures that are all unlike one another; needs no real ones";

    /// <inheritdoc/>
    public override bool NeedsReal => false;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<MetricValue> Measure(
        FeatureSet generated, FeatureSet? real, MetricOptions options, CancellationToken cancellationToken)
    {
        int n = generated.Count, d = generated.Dimension, order = Math.Min(n, d);
        double entropy = 0;
        foreach (double value in SymmetricEigen.ValuesOf(n < d ? Similarities(generated) : Moments(generated), order, cancellationToken))
            if (value / n is var share && share > 0) entropy -= share * Math.Log(share);
        return [new(Name, Math.Exp(entropy), HigherIsBetter: true) { Range = (1, double.PositiveInfinity) }];
    }

    /// <summary>X Xᵀ, [n, n].</summary>
    private static double[] Similarities(FeatureSet set)
    {
        double[] rows = Rows.Normalised(set, 0, set.Count), products = new double[set.Count * set.Count];
        MatrixProduct.OfRows(rows, rows, set.Dimension, products);
        return products;
    }

    /// <summary>Xᵀ X, [d, d], which has the same eigenvalues beside zeros.</summary>
    private static double[] Moments(FeatureSet set)
    {
        int d = set.Dimension;
        double[] sum = new double[d * d], products = new double[d * d];
        for (int first = 0; first < set.Count; first += Batch)
        {
            int count = Math.Min(Batch, set.Count - first);
            double[] rows = Rows.Normalised(set, first, count), columns = new double[rows.Length];
            for (int i = 0; i < count; i++)
                for (int j = 0; j < d; j++) columns[j * count + i] = rows[i * d + j];
            MatrixProduct.OfRows(columns, columns, count, products);
            TensorPrimitives.Add(sum, products, sum);
        }

        return sum;
    }
}
