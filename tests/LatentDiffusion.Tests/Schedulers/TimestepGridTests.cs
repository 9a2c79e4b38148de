using CsCheck;

namespace LatentDiffusion.Tests;

public sealed class TimestepGridTests
{
    [Theory]
    [InlineData("DDIMScheduler")]
    [InlineData("DPMSolverMultistepScheduler")]
    public void TrailingStepsAreAsManyAsAskedForOrOneMore(string className) => Gen.Int[1, 1000].Sample(steps =>
    {
        float[] timesteps = Trailing(className, steps);
        Assert.InRange(timesteps.Length, steps, steps + 1);
        Assert.Equal(999, timesteps[0]);
        Assert.All(timesteps[..steps], t => Assert.InRange(t, 0, 999));
    });

    /// <summary>numpy's arange gives diffusers 62 timesteps for 61 trailing steps, the last of them -1; so it is here.</summary>
    [Theory]
    [InlineData("DDIMScheduler")]
    [InlineData("DPMSolverMultistepScheduler")]
    [InlineData("EulerDiscreteScheduler")]
    public void SixtyOneTrailingStepsAreSixtyTwo(string className)
    {
        float[] timesteps = Trailing(className, 61);
        Assert.Equal(62, timesteps.Length);
        Assert.Equal([15, -1], timesteps[^2..]);
    }

    [Fact]
    public void AnOffsetBeyondTheTrainingStepsIsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => Start("DDIMScheduler", 1000, new() { StepsOffset = 1 }));
        Assert.Contains("1000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TrainedBetasMustCoverTheTrainingSteps()
    {
        var error = Assert.Throws<ArgumentException>(() => Start("DDIMScheduler", 2, new() { TrainedBetas = [0.1, 0.2] }));
        Assert.Contains("trained_betas", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void ARunNeedsAStep(int steps) => Assert.Throws<ArgumentException>(() => Start("DDIMScheduler", steps, new()));

    private static float[] Trailing(string className, int steps) =>
        Start(className, steps, new() { TimestepSpacing = TimestepSpacing.Trailing }).Timesteps.ToArray();

    private static ScheduleRun Start(string className, int steps, SchedulerOptions options) =>
        Schedulers.Create(className, options).Start(new ScheduleRequest { Steps = steps, SampleLength = 1 });
}
