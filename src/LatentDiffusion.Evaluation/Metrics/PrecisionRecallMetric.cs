namespace LatentDiffusion.Evaluation;

/// <summary>
/// Improved precision and recall (Kynkäänniemi et al. 2019, https://arxiv.org/abs/1904.06991, eq. 1 and 2): the share of one set that lies
/// within the distance to the k-th neighbour of some picture of the other.
/// </summary>
internal sealed class PrecisionRecallMetric : Metric
{
    /// <inheritdoc/>
    public override string Name => "precision-recall";

    /// <inheritdoc/>
    public override string Meaning => "share of generated pictures among the real ones (quality), and of real among generated (variety)";

    /// <inheritdoc/>
    public override int AdvisedCount(int dimension) => 5000;

    /// <inheritdoc/>
    internal override long LeastCount(MetricOptions options) => options.PrecisionNeighbour + 1L;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<MetricValue> Measure(
        FeatureSet generated, FeatureSet? real, MetricOptions options, CancellationToken cancellationToken)
    {
        int k = options.PrecisionNeighbour;
        RequireCount(generated, LeastCount(options), "generated");
        RequireCount(real!, LeastCount(options), "real");
        double precision = Share(generated, real!, k, cancellationToken), recall = Share(real!, generated, k, cancellationToken);
        double f = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
        return
        [
            new("precision", precision, HigherIsBetter: true) { Range = (0, 1) },
            new("recall", recall, HigherIsBetter: true) { Range = (0, 1) },
            new("f-score", f, HigherIsBetter: true) { Range = (0, 1) },
        ];
    }

    /// <summary>The share of pictures that lie in the manifold of others.</summary>
    private static double Share(FeatureSet pictures, FeatureSet manifold, int k, CancellationToken cancellationToken)
    {
        double[] radii = PairwiseDistances.ToNeighbour(manifold, k, cancellationToken);
        int inside = 0;
        PairwiseDistances.ForEachRow(
            pictures, manifold,
            (_, distances) =>
            {
                for (int i = 0; i < distances.Length; i++)
                {
                    if (distances[i] > radii[i]) continue;
                    inside++;
                    return;
                }
            },
            cancellationToken);
        return (double)inside / pictures.Count;
    }
}
