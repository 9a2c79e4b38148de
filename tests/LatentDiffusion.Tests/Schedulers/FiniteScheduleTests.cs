namespace LatentDiffusion.Tests;

/// <summary>No schedule holds NaN or infinity and no run makes them, also where diffusers does (KDPM2 with squared cosine betas).</summary>
public sealed class FiniteScheduleTests
{
    private static readonly SchedulerOptions[] Spacings =
        [new(), new() { UseKarrasSigmas = true }, new() { UseExponentialSigmas = true }, new() { UseBetaSigmas = true }];

    public static TheoryData<string> ClassNames => [.. Schedulers.ClassNames];

    [Theory]
    [MemberData(nameof(ClassNames))]
    public void EverySampleIsFinite(string className)
    {
        int runs = 0;
        foreach (BetaSchedule betas in new[] { BetaSchedule.ScaledLinear, BetaSchedule.SquaredCosine })
        foreach (TimestepSpacing spacing in new[] { TimestepSpacing.Leading, TimestepSpacing.Trailing })
        foreach (SchedulerOptions sigmas in Spacings)
        foreach (int steps in new[] { 1, 2, 5, 20, 40 })
        {
            SchedulerOptions model = sigmas with
            {
                BetaStart = 0.00085,
                BetaEnd = 0.012,
                BetaSchedule = betas,
                TimestepSpacing = spacing,
                SkipPrkSteps = true,
            };
            ScheduleRun run = Schedulers.Create(className).Start(new ScheduleRequest { Steps = steps, SampleLength = 2, Model = model });
            float[] sample = [run.InitialNoiseScale, -2 * run.InitialNoiseScale], output = [0.1f, -0.9f], noise = [0.7f, -0.2f];
            for (int i = 0; i < run.Timesteps.Length; i++) run.Step(output, noise, sample);
            Assert.All([.. run.Timesteps, .. run.Sigmas, .. sample], v => Assert.True(float.IsFinite(v), $"{steps} steps: {model}"));
            runs++;
        }

        Assert.Equal(80, runs);
    }
}
