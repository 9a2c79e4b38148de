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
        float[] output = [.. Enumerable.Range(0, 4 * Length).Select(i => MathF.Sin(i))], noise = [.. Enumerable.Range(0, 2 * Length).Select(i => MathF.Cos(i))];
        float[] batch = [1, -2, 3, 0.5f, 0.25f, -1], first = batch[..Length], second = batch[Length..];
        Step(className, batch, output, noise);
        Step(className, first, output[..(2 * Length)], noise[..Length]);
        Step(className, second, output[(2 * Length)..], noise[Length..]);
        float[] single = [.. first, .. second];
        for (int i = 0; i < batch.Length; i++) Assert.Equal(single[i], batch[i], 1e-6f); // vectors and their tails may differ in the last digit
    }

    [Fact]
    public void AnOutputWithoutVarianceIsRefusedWhereItIsNeeded() =>
        Assert.Contains("learned_range", Assert.Throws<ArgumentException>(() => Step("DDPMScheduler", [1, 2, 3], [1, 2, 3], [1, 2, 3])).Message, StringComparison.Ordinal);

    [Fact]
    public void AnOutputWithVarianceIsRefusedWhereItIsNotExpected() =>
        Assert.Throws<ArgumentException>(() => Schedulers.Ddim().Start(new ScheduleRequest { Steps = 5, SampleLength = 3 }).Step(new float[6], [], new float[3]));

    private static void Step(string className, float[] sample, float[] output, float[] noise)
    {
        ScheduleRun run = Schedulers.Create(className, new() { VarianceType = "learned_range" })
            .Start(new ScheduleRequest { Steps = 5, SampleLength = Length, BatchSize = sample.Length / Length });
        Assert.True(run.TakesVariance);
        run.Step(output, noise, sample);
    }
}
