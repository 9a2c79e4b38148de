namespace LatentDiffusion.Tests;

public sealed class StepTablesTests
{
    private static readonly SchedulerOptions StableDiffusion =
        new() { BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.ScaledLinear };

    /// <summary>The two forms of a table agree: its timesteps have its noise levels in Stable Diffusion's training noise.</summary>
    [Fact]
    public void TimestepsHaveTheNoiseLevels()
    {
        Check(StepTables.AlignYourStepsStableDiffusion, StepTables.AlignYourStepsStableDiffusionSigmas);
        Check(StepTables.AlignYourStepsStableDiffusionXL, StepTables.AlignYourStepsStableDiffusionXLSigmas);
    }

    /// <summary>Three of the published rows, in full.</summary>
    [Theory]
    [InlineData(2, new[] { 14.61464119, 0.803307 })]
    [InlineData(
        10,
        new[]
        {
            14.61464119, 5.85520077, 2.84484982, 1.67050016, 1.08895338, 0.74807048, 0.50118381, 0.32104823, 0.19894916, 0.09824532,
        })]
    [InlineData(
        20,
        new[]
        {
            14.61464119, 7.49001646, 4.65472794, 3.07277966, 2.19988537, 1.61558151, 1.24153244, 0.95350921, 0.74807048, 0.59516323,
            0.50118381, 0.41087446, 0.34370604, 0.29807833, 0.25053367, 0.22545385, 0.19894916, 0.17026083, 0.13792117, 0.09824532,
        })]
    public void GitsHasItsPublishedLevels(int steps, double[] expected)
    {
        IReadOnlyList<double> sigmas = StepTables.GitsStableDiffusionSigmas(steps);
        Assert.Equal(steps + 1, sigmas.Count);
        Assert.Equal(0, sigmas[^1]);
        for (int i = 0; i < steps; i++) Assert.Equal(expected[i], sigmas[i], 5e-5 * expected[i]);
    }

    [Fact]
    public void GitsDescendsForEveryNumberOfSteps()
    {
        for (int steps = 2; steps <= 20; steps++)
        {
            IReadOnlyList<double> timesteps = StepTables.GitsStableDiffusion(steps);
            Assert.Equal(steps, timesteps.Count);
            Assert.All(timesteps.Zip(timesteps.Skip(1)), pair => Assert.True(pair.First > pair.Second));
            Check(timesteps, StepTables.GitsStableDiffusionSigmas(steps), 0.03);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => StepTables.GitsStableDiffusion(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StepTables.GitsStableDiffusionSigmas(21));
    }

    private static void Check(IReadOnlyList<double> timesteps, IReadOnlyList<double> sigmas, double tolerance = 0.01)
    {
        ScheduleRequest request = new() { Timesteps = timesteps, SampleLength = 1 };
        ScheduleRun run = Schedulers.DpmSolverMultistep(StableDiffusion).Start(request);
        Assert.Equal(timesteps.Count, run.Timesteps.Length);
        for (int i = 0; i < sigmas.Count; i++) Assert.Equal(sigmas[i], run.Sigmas[i], tolerance * sigmas[i] + 0.005);
    }

    [Theory]
    [InlineData("DDPMScheduler")]
    [InlineData("DPMSolverMultistepScheduler")]
    [InlineData("DPMSolverSinglestepScheduler")]
    [InlineData("LCMScheduler")]
    [InlineData("EulerDiscreteScheduler")]
    [InlineData("HeunDiscreteScheduler")]
    public void MethodsThatTakeTimestepsTakeATable(string className)
    {
        var request = new ScheduleRequest { Timesteps = StepTables.AlignYourStepsStableDiffusion, SampleLength = 1 };
        ScheduleRun run = Schedulers.Create(className).Start(request);
        Assert.Equal(999, run.Timesteps[0]);
        Assert.Equal(24, run.Timesteps[^1]);
    }

    [Theory]
    [InlineData("DDIMScheduler")]
    [InlineData("UniPCMultistepScheduler")]
    [InlineData("PNDMScheduler")]
    public void OthersRefuseIt(string className)
    {
        var request = new ScheduleRequest { Timesteps = StepTables.AlignYourStepsStableDiffusion, SampleLength = 1 };
        var error = Assert.Throws<ArgumentException>(() => Schedulers.Create(className).Start(request));
        Assert.Contains("custom timesteps", error.Message, StringComparison.Ordinal);
    }
}
