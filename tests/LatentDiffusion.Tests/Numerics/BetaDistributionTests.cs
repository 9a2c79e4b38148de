using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>Beta distributions against 60 digits of mpmath, and what holds for all of them.</summary>
public sealed class BetaDistributionTests
{
    /// <summary>Rows of both parameters, a probability and its quantile.</summary>
    private static readonly double[] Rows =
        new SafetensorsFile(ReferenceFiles.Path("mathematics.safetensors")).Values<double>("beta.quantiles").ToArray();

    public static TheoryData<double, double, double, double> Quantiles =>
        [.. Rows.Chunk(4).Select(row => (row[0], row[1], row[2], row[3]))];

    [Theory]
    [MemberData(nameof(Quantiles))]
    public void AQuantileIsMpmaths(double a, double b, double probability, double expected) =>
        Assert.Equal(expected, new BetaDistribution(a, b).Quantile(probability), 1e-13 * expected);

    [Fact]
    public void TheReferencesAreThere() => Assert.Equal(6 * 16 * 4, Rows.Length);

    [Fact]
    public void AQuantileHasItsProbability() =>
        Gen.Select(Gen.Double[0.3, 20], Gen.Double[0.3, 20], Gen.Double[0.001, 0.999]).Sample((a, b, probability) =>
        {
            BetaDistribution distribution = new(a, b);
            Assert.Equal(probability, distribution.Cumulative(distribution.Quantile(probability)), 1e-12);
        });

    [Fact]
    public void TheEndsAreCertain()
    {
        BetaDistribution distribution = new(0.6, 0.6);
        Assert.Equal((0.0, 1.0), (distribution.Cumulative(-1), distribution.Cumulative(2)));
        Assert.Equal((0.0, 1.0), (distribution.Quantile(0), distribution.Quantile(1)));
    }
}
