using MathNet.Numerics;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// The Fréchet distance that infinitely many generated pictures would have: a line through the distances of 15 sizes of subset against
/// 1/size, at 0 (Chong and Forsyth 2020, https://arxiv.org/abs/1911.07023, section 4).
/// </summary>
internal sealed class FrechetInfinityMetric : Metric
{
    private const int Points = 15, Least = 30;

    /// <inheritdoc/>
    public override string Name => "fid-infinity";

    /// <inheritdoc/>
    public override string Meaning => "the Fréchet distance extrapolated to infinitely many generated pictures";

    /// <inheritdoc/>
    public override int AdvisedCount(int dimension) => Math.Max(5000, 2 * dimension);

    /// <inheritdoc/>
    internal override long LeastCount(MetricOptions options) => Least;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<MetricValue> Measure(
        FeatureSet generated, FeatureSet? real, MetricOptions options, CancellationToken cancellationToken)
    {
        RequireCount(generated, LeastCount(options), "generated");
        FrechetDistance distance = new(real!.Statistics, cancellationToken);
        LegacyRandom random = new(options.Seed);
        double[] inverse = new double[Points], values = new double[Points];
        int smallest = Math.Max(generated.Count / 10, Least / 2); // 5,000 of 50,000 in the paper
        for (int i = 0; i < Points; i++)
        {
            int size = smallest + (int)Math.Round((double)(generated.Count - smallest) * i / (Points - 1));
            FeatureSet part = generated.Select(random.Choice(generated.Count, size));
            (inverse[i], values[i]) = (1.0 / size, distance.To(part.Statistics, cancellationToken));
        }

        var (intercept, _) = Fit.Line(inverse, values);
        return [new(Name, intercept, HigherIsBetter: false)];
    }
}
