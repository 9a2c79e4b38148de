using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Heun's method in the noise level: Karras et al. 2022 (https://arxiv.org/abs/2206.00364), algorithm 2 without churn. Even points are
/// Euler steps, odd points correct them with the slope at their end; the last step, to noise level 0, is Euler's.
/// </summary>
internal sealed class HeunDiscreteRun : SigmaRun
{
    private HeunDiscreteRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] sigmas)
        : base(timesteps, sigmas, request, options, kept: 1, SampleLimit.From(options, request), SteepSteps.Any(sigmas))
    {
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "HeunDiscreteScheduler",
        [.. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.SigmaSpacing, .. OptionGroups.Clipping, Option.PredictionType],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0,
        },
        (request, options) =>
        {
            SigmaSchedule schedule = SigmaSchedule.From(request, options, SigmaGrid.From(options));
            float[] sigmas = SigmaSchedule.Twice([.. schedule.Sigmas, 0], lastOnce: true);
            return new HeunDiscreteRun(request, options, SigmaSchedule.Twice(schedule.Timesteps), sigmas);
        })
    {
        TakesTimesteps = true,
        BetaSchedules = [BetaSchedule.Linear, BetaSchedule.ScaledLinear, BetaSchedule.SquaredCosine, BetaSchedule.Exponential],
    };

    public override int EvaluationsPerStep => 2;

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample, IsSteep(index));
        Linear x = Linear.Sample, halfway = Linear.Kept(0), d = Slope(index, vectors);
        if (IsFirstEvaluation(index))
        {
            double h = Sigmas[index + 1] - (double)Sigmas[index];
            FusedLinear.Combine(vectors, x + h / 2 * d, Kept(0), x + h * d, sample);
        }
        else
        {
            double h = Sigmas[index] - (double)Sigmas[index - 1];
            FusedLinear.Combine(vectors, halfway + h / 2 * d, sample);
        }
    }
}
