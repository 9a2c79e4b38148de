using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>The training noise that authors of schedulers are given, against its definition.</summary>
public sealed class NoiseScheduleTests
{
    private static readonly SchedulerOptions StableDiffusion =
        new() { BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.ScaledLinear };

    /// <summary>What diffusers 0.42.1 has of Stable Diffusion in <c>alphas_cumprod</c>.</summary>
    [Fact]
    public void StableDiffusionsNoiseIsThatOfDiffusers()
    {
        NoiseSchedule schedule = NoiseSchedule.From(StableDiffusion);
        Assert.Equal(1000, schedule.Length);
        Assert.Equal(0.00085f, schedule.Betas[0], 1e-9f);
        Assert.Equal(0.012f, schedule.Betas[^1], 1e-9f);
        Assert.Equal(0.99915f, schedule.AlphasCumprod[0], 1e-7f);
        Assert.Equal(0.004660095f, schedule.AlphasCumprod[999], 1e-8f);
        Assert.Equal(14.614647f, schedule.Sigmas[999], 1e-5f);
        Assert.Equal(0.029167533f, schedule.Sigmas[0], 1e-7f);
    }

    [Fact]
    public void TheFourViewsAreOfOneNoise() =>
        Gen.Select(Gen.Int[2, 300], Gen.Double[0, 0.01], Gen.Double[0.011, 0.2], Gen.Enum<BetaSchedule>()).Sample((n, start, end, kind) =>
        {
            NoiseSchedule schedule = NoiseSchedule.From(
                new() { NumTrainTimesteps = n, BetaStart = start, BetaEnd = end, BetaSchedule = kind });
            Assert.Equal(n, schedule.Length);
            double product = 1;
            for (int t = 0; t < n; t++)
            {
                product *= 1.0 - schedule.Betas[t];
                Assert.Equal(product, schedule.AlphasCumprod[t], 1e-6);
                (double signal, double noise) = schedule.Level(t);
                Assert.Equal(schedule.AlphasCumprod[t], signal * signal, 1e-12);
                Assert.Equal(1, signal * signal + noise * noise, 1e-7);
                if (schedule.AlphasCumprod[t] > 0) Assert.Equal(noise / signal, schedule.Sigmas[t], 1e-6 * noise / signal);
            }
        });

    [Fact]
    public void WhatIsLeftOpenIsTheNoiseOfThePaper()
    {
        NoiseSchedule schedule = NoiseSchedule.From(SchedulerOptions.Empty);
        Assert.Equal((1000, 0.0001f, 0.02f), (schedule.Length, schedule.Betas[0], schedule.Betas[^1]));
    }

    [Fact]
    public void ZeroTerminalSnrEndsWithoutSignal()
    {
        NoiseSchedule schedule = NoiseSchedule.From(StableDiffusion with { RescaleBetasZeroSnr = true });
        Assert.Equal((0.0, 1.0), schedule.Level(999));
        Assert.Equal(float.PositiveInfinity, schedule.Sigmas[^1]);
        Assert.Equal(1f, schedule.Betas[^1]);
        Assert.Equal(0.99915f, schedule.AlphasCumprod[0], 1e-6f);
    }

    [Fact]
    public void StepMinusOneIsTheNoisiestAndNoOtherIsBeyondTheEnds()
    {
        NoiseSchedule schedule = NoiseSchedule.From(StableDiffusion);
        Assert.Equal(schedule.Level(999), schedule.Level(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.Level(-2));
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.Level(1000));
    }

    [Fact]
    public void ValuesOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => NoiseSchedule.From(null!));
        Assert.Throws<ArgumentException>(() => NoiseSchedule.From(new() { NumTrainTimesteps = int.MaxValue }));
        Assert.Throws<ArgumentException>(() => NoiseSchedule.From(new() { BetaEnd = double.NaN }));
        Assert.Throws<ArgumentException>(() => NoiseSchedule.From(new() { NumTrainTimesteps = 2, TrainedBetas = [0.1, 1] }));
        Assert.Throws<ArgumentException>(() => NoiseSchedule.From(new() { NumTrainTimesteps = 3, TrainedBetas = [0.1, 0.2] }));
    }
}
