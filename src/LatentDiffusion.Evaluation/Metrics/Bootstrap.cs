namespace LatentDiffusion.Evaluation;

/// <summary>
/// 95 % intervals by drawing the pictures of both sets anew, with replacement (Efron 1979). A set with repetitions looks less varied than
/// it is, which moves most metrics; so the interval is the spread of the draws about their own mean, laid around the value, as far as the
/// definition of the metric goes.
/// </summary>
internal static class Bootstrap
{
    private const double Tail = 0.025;

    /// <summary>Adds intervals to values.</summary>
    public static IReadOnlyList<MetricValue> Add(
        IReadOnlyList<MetricValue> values, Metric metric, FeatureSet generated, FeatureSet? real, MetricOptions options,
        CancellationToken cancellationToken)
    {
        if (!generated.HasFeatures) throw new EvaluationException("A bootstrap needs the generated pictures, not only their statistics.");
        LegacyRandom random = new(options.Seed);
        List<double[]> draws = [];
        for (int i = 0; i < options.Bootstrap; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FeatureSet drawn = generated.Select(random.Resample(generated.Count, generated.Count));
            FeatureSet? other = real is { HasFeatures: true } ? real.Select(random.Resample(real.Count, real.Count)) : real;
            draws.Add([.. metric.Measure(drawn, other, options, cancellationToken).Select(v => v.Value)]);
        }

        return [.. values.Select((value, k) => value with { Interval = Around(value, [.. draws.Select(d => d[k]).Order()]) })];
    }

    private static (double Low, double High) Around(MetricValue value, double[] sorted)
    {
        double mean = sorted.Average();
        return (Within(value.Value + Quantile(sorted, Tail) - mean), Within(value.Value + Quantile(sorted, 1 - Tail) - mean));

        double Within(double end) => Math.Clamp(end, value.Range.Low, value.Range.High);
    }

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        double rest = place - below;
        return below + 1 < sorted.Length ? sorted[below] * (1 - rest) + sorted[below + 1] * rest : sorted[below];
    }
}
