namespace LatentDiffusion.Tests;

/// <summary>
/// Noise that is put back before a step: Karras et al. 2022 (https://arxiv.org/abs/2206.00364), algorithm 2, lines 4 to 6.
/// </summary>
public sealed class ChurnTests
{
    [Theory]
    [InlineData(0.19, false)]
    [InlineData(0.2, true)]
    [InlineData(8.0, true)]
    [InlineData(8.01, false)]
    public void ItAppliesBetweenItsBoundsAndAtThem(double sigma, bool expected)
    {
        Churn churn = new(new() { SChurn = 1, STmin = 0.2, STmax = 8 }, levels: 10);
        Assert.Equal(expected, churn.Applies(sigma));
        Assert.Equal(expected ? 1.1 * sigma : sigma, churn.Raise(sigma), 1e-12);
    }

    [Fact]
    public void WithoutItNothingApplies() => Assert.False(new Churn(new(), levels: 10).Applies(1));

    /// <summary>As much as is left for each step of the whole, at most sqrt(2) - 1.</summary>
    [Theory]
    [InlineData("EulerDiscreteScheduler", 0.5, 0.05)]
    [InlineData("EDMEulerScheduler", 0.5, 0.05)]
    [InlineData("EulerDiscreteScheduler", 40, 0.41421356)]
    public void AFirstStepRaisesTheNoiseByItsShare(string className, double churn, double share)
    {
        ScheduleRun run = Schedulers.Create(className, new() { SChurn = churn })
            .Start(new ScheduleRequest { Steps = 10, SampleLength = 1 });
        float[] sample = [0];
        double sigma = run.Sigmas[0], raised = sigma * (1 + share), added = Math.Sqrt(raised * raised - sigma * sigma);
        run.Step([0], [1], sample);

        // Without an output the noise stays as it was put back (Euler), or the clean part of it does (EDM).
        double left = className == "EulerDiscreteScheduler" ? added : added * (1 + (run.Sigmas[1] - raised) / raised * Slope(raised));
        Assert.Equal(left, sample[0], 2e-5 * left);

        static double Slope(double sigma) => 1 - 0.25 / (sigma * sigma + 0.25);
    }

    /// <summary>diffusers shares it between the levels of both evaluations: 19 of ten steps, because the last has one.</summary>
    [Fact]
    public void AFlowIsRaisedByItsShare()
    {
        ScheduleRun run = Schedulers.FlowMatchHeunDiscrete(new() { SChurn = 0.5 })
            .Start(new ScheduleRequest { Steps = 10, SampleLength = 1 });
        float[] sample = [0];
        run.Step([0], [1], sample);
        double raised = 1 + 0.5 / 19;
        Assert.Equal(Math.Sqrt(raised * raised - 1), sample[0], 1e-6);
    }
}
