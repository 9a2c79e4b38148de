namespace LatentDiffusion.Tests;

public sealed class StepTablesTests
{
    private static readonly SchedulerOptions StableDiffusion = new() { BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.ScaledLinear };

    public static TheoryData<string> Tables => ["StableDiffusion", "StableDiffusionXL"];

    /// <summary>The two forms of a table agree: its timesteps have its noise levels in Stable Diffusion's training noise.</summary>
    [Theory]
    [MemberData(nameof(Tables))]
    public void TimestepsHaveTheNoiseLevels(string model)
    {
        IReadOnlyList<double> timesteps = model == "StableDiffusion" ? StepTables.AlignYourStepsStableDiffusion : StepTables.AlignYourStepsStableDiffusionXL;
        IReadOnlyList<double> sigmas = model == "StableDiffusion" ? StepTables.AlignYourStepsStableDiffusionSigmas : StepTables.AlignYourStepsStableDiffusionXLSigmas;
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
        ScheduleRun run = Schedulers.Create(className).Start(new ScheduleRequest { Timesteps = StepTables.AlignYourStepsStableDiffusion, SampleLength = 1 });
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
        Assert.Contains("custom timesteps", Assert.Throws<ArgumentException>(() => Schedulers.Create(className).Start(request)).Message, StringComparison.Ordinal);
    }
}
