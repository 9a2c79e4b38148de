using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>
/// Properties of the spacings and of the way between timesteps and noise levels; their values are in the conformance tests.
/// </summary>
public sealed class SigmaSpacingTests
{
    private static readonly SigmaGrid Grid = SigmaGrid.From(new SchedulerOptions
    {
        NumTrainTimesteps = 1000, BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.ScaledLinear,
    });

    [Fact]
    public void EverySpacingDescendsFromTheLargestToTheSmallest() =>
        Gen.Select(Gen.Double[0.001, 0.5], Gen.Double[1, 100], Gen.Int[2, 60]).Sample((min, max, steps) =>
        {
            double[][] spacings =
                [SigmaSpacing.Karras(max, min, steps), SigmaSpacing.Exponential(max, min, steps), SigmaSpacing.Beta(max, min, steps)];
            foreach (double[] sigmas in spacings)
            {
                Assert.Equal(steps, sigmas.Length);
                Assert.Equal(max, sigmas[0], 1e-9 * max);
                Assert.Equal(min, sigmas[^1], 1e-9 * max);
                Assert.All(sigmas.Zip(sigmas.Skip(1)), pair => Assert.True(pair.First > pair.Second));
            }
        });

    [Fact]
    public void ATimestepComesBackFromItsNoiseLevel() =>
        Gen.Int[0, 999].Sample(t => Assert.Equal(t, Grid.TimestepOf(Grid.SigmaAt(t)), 1e-3));

    [Fact]
    public void LevelsBeyondTheTrainingNoiseGiveTheFirstAndLastTimestep() =>
        Gen.Double[1.001, 1000].Sample(factor =>
        {
            Assert.Equal(999, Grid.TimestepOf(Grid.Sigmas[^1] * factor));
            Assert.Equal(0, Grid.TimestepOf(Grid.Sigmas[0] / factor));
        });

    [Fact]
    public void MoreThanOneSpacingIsRefused()
    {
        var options = new SchedulerOptions { UseKarrasSigmas = true, UseBetaSigmas = true };
        var request = new ScheduleRequest { Steps = 4, SampleLength = 1 };
        var error = Assert.Throws<ArgumentException>(() => Schedulers.EulerDiscrete(options).Start(request));
        Assert.Contains("Only one of", error.Message, StringComparison.Ordinal);
    }
}
