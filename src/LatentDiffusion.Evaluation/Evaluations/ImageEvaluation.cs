namespace LatentDiffusion.Evaluation;

/// <summary>What metrics say of a set of pictures: values, warnings, and what could not be computed and why.</summary>
public sealed class ImageEvaluation
{
    private ImageEvaluation(
        string network, FeatureSet generated, FeatureSet? real, IReadOnlyList<MetricValue> values, IReadOnlyList<string> warnings,
        IReadOnlyList<string> failures) =>
        (Network, Generated, Real, Values, Warnings, Failures) = (network, generated, real, values, warnings, failures);

    /// <summary>Name of the network; values of different networks do not compare.</summary>
    public string Network { get; }

    /// <summary>The pictures that were measured.</summary>
    public FeatureSet Generated { get; }

    /// <summary>What they were compared with, if anything.</summary>
    public FeatureSet? Real { get; }

    /// <summary>The values of all metrics, in their order.</summary>
    public IReadOnlyList<MetricValue> Values { get; }

    /// <summary>Where a set has fewer pictures than a metric should have.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Metrics that could not be computed, and why.</summary>
    public IReadOnlyList<string> Failures { get; }

    /// <summary>The metrics that fit what there is: with or without real pictures, features, classes and prompts.</summary>
    /// <param name="generated">The pictures that are measured.</param>
    /// <param name="real">What they are compared with, if anything.</param>
    public static IReadOnlyList<Metric> MetricsFor(FeatureSet generated, FeatureSet? real)
    {
        ArgumentNullException.ThrowIfNull(generated);
        return
        [
            .. Metrics.All.Where(m => (!m.NeedsReal || real is not null)
                && (!m.NeedsFeatures || (generated.HasFeatures && (!m.NeedsReal || real!.HasFeatures)))
                && (m.Needs != MetricNeeds.Logits || generated.Logits is not null)
                && (m.Needs != MetricNeeds.Texts || generated.Texts is not null)),
        ];
    }

    /// <summary>Computes metrics. One that fails does not keep the others from being computed.</summary>
    /// <param name="network">Name of the network that the features are of.</param>
    /// <param name="generated">The pictures that are measured.</param>
    /// <param name="real">What they are compared with, if anything.</param>
    /// <param name="metrics">Which; those that fit unless given.</param>
    /// <param name="options">Their parameters.</param>
    /// <param name="progress">Told the name of each metric before it is computed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static ImageEvaluation Compute(
        string network,
        FeatureSet generated,
        FeatureSet? real = null,
        IReadOnlyList<Metric>? metrics = null,
        MetricOptions? options = null,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generated);
        List<MetricValue> values = [];
        List<string> warnings = [], failures = [];
        foreach (Metric metric in metrics ?? MetricsFor(generated, real))
        {
            progress?.Report(metric.Name);
            try
            {
                values.AddRange(metric.Compute(generated, real, options, cancellationToken));
                warnings.AddRange(SmallSets(metric, generated, metric.NeedsReal ? real : null));
            }
            catch (EvaluationException e)
            {
                failures.Add(e.Message);
            }
        }

        return new ImageEvaluation(network, generated, real, values, warnings, failures);
    }

    private static IEnumerable<string> SmallSets(Metric metric, FeatureSet generated, FeatureSet? real)
    {
        int advised = metric.AdvisedCount(generated.Dimension);
        List<string> few = [];
        bool isSingular = false;
        foreach (var (set, which) in new[] { (generated, "generated"), (real, "real") })
        {
            if (set is null) continue;
            if (set.KnownCount is null)
                yield return $"{metric.Name}: of how many {which} pictures the statistics are is not known.";
            if (!(set.KnownCount < advised)) continue;
            few.Add(FormattableString.Invariant($"{set.Count} {which}"));
            isSingular |= metric == Metrics.Frechet && set.Count <= set.Dimension;
        }

        if (few.Count == 0) yield break;
        yield return FormattableString.Invariant($"{metric.Name}: {string.Join(" and ", few)} pictures are few; it wants {advised}")
            + (isSingular
                ? FormattableString.Invariant($", and with no more than its {generated.Dimension} dimensions the covariance is singular.")
                : ".");
    }
}
