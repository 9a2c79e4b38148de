using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Euler's method down to a lower level and fresh noise from there up to the next: the ancestral sampling of Song et al. 2020
/// (https://arxiv.org/abs/2011.13456, equation 46) in the noise level, as k-diffusion's <c>sample_euler_ancestral</c> has it.
/// </summary>
internal sealed class EulerAncestralDiscreteRun : SigmaRun
{
    private EulerAncestralDiscreteRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] sigmas)
        : base(timesteps, sigmas, request, options)
    {
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "EulerAncestralDiscreteScheduler",
        [.. OptionGroups.Betas, .. OptionGroups.Spacing, Option.PredictionType, Option.RescaleBetasZeroSnr],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0,
        },
        (request, options) =>
        {
            SigmaSchedule schedule = SigmaSchedule.From(request, options, SigmaGrid.From(options));
            return new EulerAncestralDiscreteRun(
                request, options, SigmaSchedule.Single(schedule.Timesteps), SigmaSchedule.Single([.. schedule.Sigmas, 0]));
        }) { Predictions = [PredictionType.Epsilon, PredictionType.VPrediction] };

    public override bool NeedsNoise(int index) => true;

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        double sigma = Sigmas[index];
        var (sigmaDown, sigmaUp) = Ancestral.Split(sigma, Sigmas[index + 1]);
        Linear x = Linear.Sample, x0 = Denoised(vectors, 1, sigma);
        Linear d = (x - x0) / sigma;
        FusedLinear.Combine(vectors, x + (sigmaDown - sigma) * d + sigmaUp * Linear.Noise, sample);
    }
}
