namespace LatentDiffusion.Evaluation;

/// <summary>The Fréchet distance of two sets (Heusel et al. 2017, https://arxiv.org/abs/1706.08500).</summary>
internal sealed class FrechetMetric : Metric
{
    private const int Usual = 10_000; // Chong and Forsyth 2020: below this the bias exceeds the differences that are reported

    /// <inheritdoc/>
    public override string Name => "fid";

    /// <inheritdoc/>
    public override string Meaning => "Fréchet distance between the features of both sets; FID with Inception's";

    /// <inheritdoc/>
    public override bool NeedsFeatures => false;

    /// <inheritdoc/>
    public override int AdvisedCount(int dimension) => Math.Max(Usual, dimension + 1);

    /// <inheritdoc/>
    internal override long LeastCount(MetricOptions options) => 2; // for a covariance

    /// <inheritdoc/>
    protected internal override IReadOnlyList<MetricValue> Measure(
        FeatureSet generated, FeatureSet? real, MetricOptions options, CancellationToken cancellationToken)
    {
        if (generated.HasFeatures) RequireCount(generated, LeastCount(options), "generated");
        if (real!.HasFeatures) RequireCount(real, LeastCount(options), "real");
        double distance = FrechetDistance.Between(generated.Statistics, real.Statistics, cancellationToken);
        return [new(Name, distance, HigherIsBetter: false) { Range = (0, double.PositiveInfinity) }];
    }
}
