namespace LatentDiffusion.Evaluation.Tests;

/// <summary>Sets that do not fit are refused by name and number, and small ones are warned of.</summary>
public sealed class RefusalTests
{
    private static readonly FeatureSet Real = Sets.Clusters(1, 60, 4);

    [Fact]
    public void TooFewPictures_AreRefused()
    {
        FeatureSet three = Sets.Clusters(1, 3, 4), one = Sets.Clusters(1, 1, 4);
        Refused("precision-recall needs at least 4 generated pictures; there are 3.", () => Metrics.PrecisionRecall.Compute(three, Real));
        Refused("density-coverage needs at least 6 real pictures; there are 3.", () => Metrics.DensityCoverage.Compute(Real, three));
        Refused("fid needs at least 2 generated pictures; there are 1.", () => Metrics.Frechet.Compute(one, Real));
        Refused("kid needs at least 2 generated pictures; there are 1.", () => Metrics.Kernel.Compute(one, Real));
        Refused(
            "kid needs at least 1000 generated pictures; there are 60.",
            () => Metrics.Kernel.Compute(Real, Real, new MetricOptions { KernelSubsetSize = 1000 }));
        Refused("fid-infinity needs at least 30 generated pictures; there are 3.", () => Metrics.FrechetInfinity.Compute(three, Real));
        Refused("vendi needs at least 1 generated pictures; there are 0.", () => Metrics.Vendi.Compute(new FeatureSet([], 4), null));
    }

    [Fact]
    public void SetsThatDoNotFit_AreRefused()
    {
        FeatureSet other = Sets.Clusters(1, 60, 5), statistics = new(Real.Statistics);
        Refused("features of 5 dimensions and the real ones of 4", () => Metrics.Frechet.Compute(other, Real));
        Refused("fid compares with real pictures; none were given.", () => Metrics.Frechet.Compute(Real, null));
        Refused("kid needs the real pictures themselves", () => Metrics.Kernel.Compute(Real, statistics));
        Refused("inception-score needs a network with classes", () => Metrics.InceptionScore.Compute(Real, null));
        Refused("clip-score needs a network with a text encoder", () => Metrics.ClipScore.Compute(Real, null));
        Refused("3 numbers are no whole vectors of 2", () => new FeatureSet([1, 2, 3], 2));
        Refused("'b' hold NaN", () => new FeatureSet([1, 2, 3, float.NaN], 2, ["a", "b"]));
        Refused("There are 1 names for 2 pictures", () => new FeatureSet([1, 2, 3, 4], 2, ["a"]));
    }

    [Theory]
    [InlineData(0, 1000, 10, 3)]
    [InlineData(10, 1, 10, 3)]
    [InlineData(10, 1000, 0, 3)]
    [InlineData(10, 1000, 10, 0)]
    public void OptionsOutOfRange_AreRefused(int subsets, int size, int splits, int neighbour) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Metrics.Vendi.Compute(Real, null, new MetricOptions
        {
            KernelSubsets = subsets, KernelSubsetSize = size, Splits = splits, PrecisionNeighbour = neighbour,
        }));

    [Fact]
    public void SmallSets_AreWarnedOf_AndFailuresDoNotStopTheRest()
    {
        FeatureSet three = Sets.Clusters(1, 3, 4);
        ImageEvaluation evaluation = ImageEvaluation.Compute("a network", three, Real, [Metrics.PrecisionRecall, Metrics.Frechet]);
        Assert.Contains("precision-recall needs at least 4", Assert.Single(evaluation.Failures), StringComparison.Ordinal);
        Assert.Equal("fid", Assert.Single(evaluation.Values).Name);
        Assert.Contains("fid: 3 generated and 60 real pictures are few", evaluation.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("singular", evaluation.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void MetricsFor_AreThoseThatFit()
    {
        Assert.Equal(["vendi"], ImageEvaluation.MetricsFor(Real, null).Select(m => m.Name));
        Assert.Equal(["fid"], ImageEvaluation.MetricsFor(new FeatureSet(Real.Statistics), Real).Select(m => m.Name));
        Assert.Contains("kid", ImageEvaluation.MetricsFor(Real, Real).Select(m => m.Name));
    }

    [Fact]
    public void Names_AreUniqueAndFound()
    {
        Assert.Equal(Metrics.All.Count, Metrics.All.Select(m => m.Name).Distinct().Count());
        Assert.All(Metrics.All, m => Assert.Same(m, Metrics.FromName(m.Name.ToUpperInvariant())));
        Assert.Contains("fid", Assert.Throws<ArgumentException>(() => Metrics.FromName("none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_CanBeStopped()
    {
        using CancellationTokenSource stopped = new();
        stopped.Cancel();
        foreach (Metric metric in ImageEvaluation.MetricsFor(Real, Real))
            Assert.ThrowsAny<OperationCanceledException>(() => metric.Compute(Real, Real, null, stopped.Token));
    }

    private static void Refused(string message, Func<object> action) =>
        Assert.Contains(message, Assert.Throws<EvaluationException>(action).Message, StringComparison.Ordinal);
}
