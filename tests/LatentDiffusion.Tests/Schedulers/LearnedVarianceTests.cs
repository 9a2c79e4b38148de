namespace LatentDiffusion.Tests;

/// <summary>Outputs that hold a prediction and its variance for each sample of a batch.</summary>
public sealed class LearnedVarianceTests
{
    private const int Length = 3;

    [Theory]
    [InlineData("DDPMScheduler")]
    [InlineData("DPMSolverMultistepScheduler")]
    [InlineData("DPMSolverSinglestepScheduler")]
    [InlineData("SASolverScheduler")]
    public void ABatchEqualsItsSamples(string className)
    {
        float[] output = [.. Enumerable.Range(0, 4 * Length).Select(i => MathF.Sin(i))];
        float[] noise = [.. Enumerable.Range(0, 2 * Length).Select(i => MathF.Cos(i))];
        float[] batch = [1, -2, 3, 0.5f, 0.25f, -1], first = batch[..Length], second = batch[Length..];
        Step(className, batch, output, noise);
        Step(className, first, output[..(2 * Length)], noise[..Length]);
        Step(className, second, output[(2 * Length)..], noise[Length..]);
        float[] single = [.. first, .. second];
        for (int i = 0; i < batch.Length; i++) Assert.Equal(single[i], batch[i], 1e-6f); // the tail of a vector may be rounded otherwise
    }

    [Fact]
    public void AnOutputWithoutVarianceIsRefusedWhereItIsNeeded()
    {
        var error = Assert.Throws<ArgumentException>(() => Step("DDPMScheduler", [1, 2, 3], [1, 2, 3], [1, 2, 3]));
        Assert.Contains("learned_range", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOutputWithVarianceIsRefusedWhereItIsNotExpected()
    {
        ScheduleRun run = Schedulers.Ddim().Start(new ScheduleRequest { Steps = 5, SampleLength = 3 });
        Assert.Throws<ArgumentException>(() => run.Step(new float[6], [], new float[3]));
    }

    private static void Step(string className, float[] sample, float[] output, float[] noise)
    {
        ScheduleRun run = Schedulers.Create(className, new() { VarianceType = VarianceType.LearnedRange })
            .Start(new ScheduleRequest { Steps = 5, SampleLength = Length, BatchSize = sample.Length / Length });
        Assert.True(run.TakesVariance);
        run.Step(output, noise, sample);
    }
}
