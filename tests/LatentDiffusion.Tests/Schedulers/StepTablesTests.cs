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

    private static void Check(IReadOnlyList<double> timesteps, IReadOnlyList<double> sigmas)
    {
        ScheduleRun run = Schedulers.DpmSolverMultistep(StableDiffusion).Start(new ScheduleRequest { Timesteps = timesteps, SampleLength = 1 });
        Assert.Equal(timesteps.Count, run.Timesteps.Length);
        for (int i = 0; i < sigmas.Count; i++) Assert.Equal(sigmas[i], run.Sigmas[i], 0.01 * sigmas[i] + 0.005);
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
