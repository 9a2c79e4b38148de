namespace LatentDiffusion.Evaluation.Tests;

/// <summary>What every metric must say of sets whose relation is known.</summary>
public sealed class KnownAnswerTests
{
    private const int Count = 400, Dimension = 24;
    private static readonly FeatureSet Real = Sets.Clusters(1, Count, Dimension), Good = Sets.Clusters(2, Count, Dimension);

    [Fact]
    public void EqualSets_AreAtDistanceZeroAndCoverOneAnother()
    {
        Assert.Equal(0, Metrics.Frechet.Value(Real, Real), 1e-6);
        Assert.Equal(0, Metrics.Cmmd.Value(Real, Real), 1e-9);
        foreach (string name in (string[])["precision", "recall"]) Assert.Equal(1, Metrics.PrecisionRecall.Value(Real, Real, name));
        foreach (string name in (string[])["density", "coverage"]) Assert.Equal(1, Metrics.DensityCoverage.Value(Real, Real, name), 1e-12);
        Assert.Equal(0, Metrics.Authenticity.Value(Real, Real));
    }

    [Fact]
    public void FrechetDistance_OfAShift_IsItsSquare()
    {
        float[] moved = [.. Real.Features.ToArray().Select(v => v + 0.5f)];
        Assert.Equal(0.25 * Dimension, Metrics.Frechet.Value(new FeatureSet(moved, Dimension), Real), 1e-4);
    }

    [Fact]
    public void InceptionScore_IsTheNumberOfClasses_WhereEachIsSure()
    {
        const int Classes = 7, Pictures = 700;
        float[] logits = new float[Pictures * Classes];
        for (int i = 0; i < Pictures; i++) logits[i * Classes + i % Classes] = 100;
        FeatureSet set = new(new float[Pictures], 1, logits: logits);
        Assert.Equal(Classes, Metrics.InceptionScore.Compute(set, null, new MetricOptions { Splits = 1 })[0].Value, 1e-9);
        Assert.Equal(1, Metrics.InceptionScore.Value(new FeatureSet(new float[Pictures], 1, logits: new float[Pictures * 3]), null), 1e-12);
    }

    [Fact]
    public void Vendi_CountsWhatIsUnlike()
    {
        FeatureSet same = new([1, 2, 1, 2, 1, 2], 2), unlike = new([1, 0, 0, 0, 3, 0, 0, 0, 2], 3);
        Assert.Equal(1, Metrics.Vendi.Value(same, null), 1e-9);
        Assert.Equal(3, Metrics.Vendi.Value(unlike, null), 1e-9);
    }

    [Fact]
    public void ClipScore_IsTheCosineInPercent_AndNotBelowZero()
    {
        FeatureSet set = new([1, 0, 0, 2, 1, 0], 2, texts: [3, 0, 1, 0, -1, 0]);
        Assert.Equal((100 + 0 + 0) / 3.0, Metrics.ClipScore.Value(set, null), 1e-4);
    }

    [Fact]
    public void ModeCollapse_LosesVarietyAndKeepsPrecision()
    {
        FeatureSet collapsed = Sets.Clusters(3, Count, Dimension, clusters: 1);
        Assert.True(Metrics.Frechet.Value(collapsed, Real) > 3 * Metrics.Frechet.Value(Good, Real));
        Assert.True(Metrics.Kernel.Value(collapsed, Real) > 3 * Math.Abs(Metrics.Kernel.Value(Good, Real)));
        Assert.True(Metrics.PrecisionRecall.Value(collapsed, Real, "recall") < 0.5 * Metrics.PrecisionRecall.Value(Good, Real, "recall"));
        double precision = Metrics.PrecisionRecall.Value(Good, Real, "precision");
        double coverage = Metrics.DensityCoverage.Value(Good, Real, "coverage");
        Assert.True(Metrics.PrecisionRecall.Value(collapsed, Real, "precision") > 0.8 * precision);
        Assert.True(Metrics.DensityCoverage.Value(collapsed, Real, "coverage") < 0.5 * coverage);
        Assert.True(Metrics.Vendi.Value(collapsed, null) < 0.6 * Metrics.Vendi.Value(Good, null));
        Assert.True(Metrics.Cmmd.Value(collapsed, Real) > 3 * Metrics.Cmmd.Value(Good, Real));
    }

    [Fact]
    public void Noise_LosesPrecision_AndDistanceGrowsWithIt()
    {
        FeatureSet noisy = Sets.Clusters(4, Count, Dimension, noise: 3), noisier = Sets.Clusters(4, Count, Dimension, noise: 6);
        double[] distances = [.. new[] { Good, noisy, noisier }.Select(s => Metrics.Frechet.Value(s, Real))];
        Assert.Equal(distances.Order(), distances);
        Assert.True(Metrics.PrecisionRecall.Value(noisy, Real, "precision") < 0.5);
        Assert.True(Metrics.DensityCoverage.Value(noisy, Real, "density") < 0.5 * Metrics.DensityCoverage.Value(Good, Real, "density"));
    }

    [Fact]
    public void Blur_WhichTakesVariationAway_LosesRecall()
    {
        FeatureSet blurred = Sets.Clusters(5, Count, Dimension, noise: 0.2);
        Assert.True(Metrics.Frechet.Value(blurred, Real) > Metrics.Frechet.Value(Good, Real));
        Assert.True(Metrics.PrecisionRecall.Value(blurred, Real, "recall") < 0.5 * Metrics.PrecisionRecall.Value(Good, Real, "recall"));
    }

    [Fact]
    public void MemorisedPictures_AreFoundAndNamed()
    {
        float[] rows = Good.Features.ToArray();
        for (int i = 0; i < 5; i++)
            for (int j = 0; j < Dimension; j++) rows[i * Dimension + j] = Real[10 + i][j] + 0.01f;
        FeatureSet copied = new(rows, Dimension);
        Assert.True(Metrics.Authenticity.Value(copied, Real) < Metrics.Authenticity.Value(Good, Real));
        IReadOnlyList<NearestNeighbour> nearest = Memorisation.Find(copied, Real);
        Assert.Equal(["0", "1", "2", "3", "4"], nearest.Take(5).Select(n => n.Picture).Order());
        Assert.All(nearest.Take(5), n => Assert.Equal(int.Parse(n.Picture, null) + 10, int.Parse(n.Training, null)));
        Assert.All(nearest.Take(5), n => Assert.True(n.IsCopy && n.Ratio < 0.1));
        Assert.Equal(0.01 * Math.Sqrt(Dimension), nearest[0].Distance, 1e-3);
    }

    [Fact]
    public void FrechetInfinity_IsNearerToTheTruthThanTheDistanceOfFew()
    {
        FeatureSet large = Sets.Clusters(6, 20_000, Dimension, clusters: 1), few = Sets.Clusters(8, 200, Dimension, clusters: 1);
        double plain = Metrics.Frechet.Value(few, large), extrapolated = Metrics.FrechetInfinity.Value(few, large);
        Assert.True(Math.Abs(extrapolated) < plain, $"{extrapolated} against {plain}; the truth is 0");
    }

    [Fact]
    public void Bootstrap_GivesIntervalsThatNarrowWithMorePictures()
    {
        MetricOptions options = new() { Bootstrap = 40 };
        var (low, high) = Metrics.Vendi.Compute(Good, null, options)[0].Interval!.Value;
        var (lowFew, highFew) = Metrics.Vendi.Compute(Good.Select([.. Enumerable.Range(0, 50)]), null, options)[0].Interval!.Value;
        double value = Metrics.Vendi.Value(Good, null);
        Assert.InRange(value, low, high);
        Assert.True(high - low < highFew - lowFew);
        Assert.Null(Metrics.Vendi.Compute(Good, null)[0].Interval);
    }

    [Fact]
    public void Bootstrap_DoesNotReachBeyondWhatTheMetricCanBe()
    {
        FeatureSet few = Real.Select([.. Enumerable.Range(0, 60)]); // copies: every metric is at its end
        int reached = 0;
        foreach (Metric metric in (Metric[])[Metrics.PrecisionRecall, Metrics.DensityCoverage, Metrics.Authenticity, Metrics.Frechet])
        {
            foreach (MetricValue value in metric.Compute(few, Real, new MetricOptions { Bootstrap = 40 }))
            {
                var (low, high) = value.Interval!.Value;
                Assert.InRange(low, value.Range.Low, high);
                Assert.InRange(high, low, value.Range.High);
                if (low == value.Range.Low || high == value.Range.High) reached++;
            }
        }

        Assert.True(reached > 0); // where nothing was cut, nothing was tried
    }
}
