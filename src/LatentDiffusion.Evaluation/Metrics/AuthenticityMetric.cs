namespace LatentDiffusion.Evaluation;

/// <summary>
/// Authenticity (Alaa et al. 2022, https://arxiv.org/abs/2102.08921, section 3.3): a picture is a copy where it lies nearer to its nearest
/// training picture than that does to any other of the training set. The score is the share of pictures that are none.
/// </summary>
internal sealed class AuthenticityMetric : Metric
{
    /// <inheritdoc/>
    public override string Name => "authenticity";

    /// <inheritdoc/>
    public override string Meaning => "share of pictures that are no copies, the real ones being the training set";

    /// <inheritdoc/>
    public override int AdvisedCount(int dimension) => 100;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<MetricValue> Measure(
        FeatureSet generated, FeatureSet? real, MetricOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<NearestNeighbour> nearest = Memorisation.Find(generated, real!, cancellationToken);
        return [new(Name, (double)nearest.Count(n => !n.IsCopy) / nearest.Count, HigherIsBetter: true) { Range = (0, 1) }];
    }
}
