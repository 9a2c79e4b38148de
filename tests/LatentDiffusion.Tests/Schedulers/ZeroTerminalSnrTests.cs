using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>Training noise that ends in pure noise (<c>rescale_betas_zero_snr</c>), where rounding can leave less than nothing.</summary>
public sealed class ZeroTerminalSnrTests
{
    [Fact]
    public void FullNoiseLeavesNoRoomForTheEstimate() =>
        Gen.Select(Gen.Int[1, 60], Gen.Double[0.01, 0.03], Gen.Enum<TimestepSpacing>()).Sample((steps, end, spacing) =>
        {
            var options = new SchedulerOptions
            {
                BetaEnd = end,
                RescaleBetasZeroSnr = true,
                TimestepSpacing = spacing,
                PredictionType = PredictionType.Sample,
                Eta = 1,
                ClipSample = false,
            };
            ScheduleRun run = Schedulers.Ddim(options).Start(new ScheduleRequest { Steps = steps, SampleLength = 1 });
            float[] sample = [0.8f], output = [0.3f], noise = [-1.1f];
            for (int i = 0; i < run.Timesteps.Length; i++) run.Step(output, noise, sample);
            Assert.True(float.IsFinite(sample[0]), $"{sample[0]}");
        });

    /// <summary>
    /// The level that stands for the infinite one at the end can be below the one before it. First timesteps of diffusers 0.42.1.
    /// </summary>
    [Fact]
    public void TheLastLevelNeedNotBeTheHighest()
    {
        var options = new SchedulerOptions { BetaStart = 0.0003, BetaEnd = 0.03, RescaleBetasZeroSnr = true, UseLuLambdas = true };
        ScheduleRun run = Schedulers.DpmSolverMultistep(options).Start(new ScheduleRequest { Steps = 30, SampleLength = 1 });
        Assert.Equal([999, 960, 946, 928, 907], run.Timesteps[..5].ToArray());
    }
}
