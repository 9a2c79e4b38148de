namespace LatentDiffusion.Evaluation;

/// <summary>The metrics of sets of pictures. A new one is one file and one line here.</summary>
public static class Metrics
{
    /// <summary>Fréchet distance; with the features of Inception the FID.</summary>
    public static Metric Frechet { get; } = new FrechetMetric();

    /// <summary>Fréchet distance extrapolated to infinitely many pictures.</summary>
    public static Metric FrechetInfinity { get; } = new FrechetInfinityMetric();

    /// <summary>Kernel distance; with the features of Inception the KID.</summary>
    public static Metric Kernel { get; } = new KernelMetric();

    /// <summary>Inception Score.</summary>
    public static Metric InceptionScore { get; } = new InceptionScoreMetric();

    /// <summary>Precision and recall of manifolds.</summary>
    public static Metric PrecisionRecall { get; } = new PrecisionRecallMetric();

    /// <summary>Density and coverage.</summary>
    public static Metric DensityCoverage { get; } = new DensityCoverageMetric();

    /// <summary>Maximum mean discrepancy of CLIP's embeddings.</summary>
    public static Metric Cmmd { get; } = new CmmdMetric();

    /// <summary>Vendi score.</summary>
    public static Metric Vendi { get; } = new VendiMetric();

    /// <summary>CLIP score.</summary>
    public static Metric ClipScore { get; } = new ClipScoreMetric();

    /// <summary>Share of pictures that are no copies of the training set.</summary>
    public static Metric Authenticity { get; } = new AuthenticityMetric();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Frechet, FrechetInfinity, Kernel, InceptionScore, PrecisionRecall, DensityCoverage, Cmmd, Vendi, ClipScore, Authenticity,
    ];

    /// <summary>The metric of a name.</summary>
    /// <param name="name">As in <see cref="Metric.Name"/>, in any letter case.</param>
    /// <exception cref="ArgumentException">There is none; the message lists the names.</exception>
    public static Metric FromName(string name) =>
        All.FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"'{name}' is not one of {string.Join(", ", All.Select(m => m.Name))}.", nameof(name));
}
