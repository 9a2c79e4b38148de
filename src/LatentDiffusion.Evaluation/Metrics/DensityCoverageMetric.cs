namespace LatentDiffusion.Evaluation;

/// <summary>
/// Density and coverage (Naeem et al. 2020, https://arxiv.org/abs/2002.09797, eq. 4 and 5), as the authors' program <c>prdc</c> counts:
/// within a radius means nearer than it.
/// </summary>
internal sealed class DensityCoverageMetric : Metric
{
    /// <inheritdoc/>
    public override string Name => "density-coverage";

    /// <inheritdoc/>
    public override string Meaning => "how densely real pictures surround generated ones, and the share of real ones with one nearby";

    /// <inheritdoc/>
    internal override long LeastCount(MetricOptions options) => options.DensityNeighbour + 1L;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<MetricValue> Measure(
        FeatureSet generated, FeatureSet? real, MetricOptions options, CancellationToken cancellationToken)
    {
        int k = options.DensityNeighbour;
        RequireCount(generated, LeastCount(options), "generated");
        RequireCount(real!, LeastCount(options), "real");
        double[] radii = PairwiseDistances.ToNeighbour(real!, k, cancellationToken);
        long inside = 0;
        int covered = 0;
        PairwiseDistances.ForEachRow(
            real!, generated,
            (row, distances) =>
            {
                int here = 0;
                foreach (double distance in distances)
                    if (distance < radii[row]) here++;
                inside += here;
                if (here > 0) covered++;
            },
            cancellationToken);
        return
        [
            new("density", inside / ((double)k * generated.Count), HigherIsBetter: true) { Range = (0, double.PositiveInfinity) },
            new("coverage", (double)covered / real!.Count, HigherIsBetter: true) { Range = (0, 1) },
        ];
    }
}
