using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// DPM-Solver-2 in the noise level: Lu et al. 2022 (https://arxiv.org/abs/2206.00927), algorithm 1, a midpoint method whose midpoint halves
/// the step in log-SNR, as in k-diffusion's <c>sample_dpm_2</c>. Even points go to the midpoint, odd points from the start to the end.
/// </summary>
internal sealed class Kdpm2DiscreteRun : SigmaRun
{
    private readonly float[] _midpoints;

    private Kdpm2DiscreteRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] sigmas, float[] midpoints)
        : base(timesteps, sigmas, request, options, kept: 1, roundsEach: SteepSteps.Any(sigmas)) => _midpoints = midpoints;

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "KDPM2DiscreteScheduler",
        [.. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.SigmaSpacing, Option.PredictionType],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0,
        },
        Make) { Predictions = [PredictionType.Epsilon, PredictionType.VPrediction] };

    public override int EvaluationsPerStep => 2;

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample, IsSteep(index));
        Linear x = Linear.Sample, d = Slope(index, vectors);
        if (IsFirstEvaluation(index))
        {
            double toMidpoint = _midpoints[index + 1] - (double)Sigmas[index];
            FusedLinear.Combine(vectors, x, Kept(0), x + toMidpoint * d, sample);
        }
        else
        {
            double h = Sigmas[index] - (double)Sigmas[index - 1];
            FusedLinear.Combine(vectors, Linear.Kept(0) + h * d, sample);
        }
    }

    protected override float Level(int index) => IsFirstEvaluation(index) ? Sigmas[index] : _midpoints[index];

    private static Kdpm2DiscreteRun Make(ScheduleRequest request, SchedulerOptions options)
    {
        var (timesteps, sigmas, grid) = Kdpm2Schedule.From(request, options);
        float[] midpoints = new float[sigmas.Length];
        for (int i = 1; i < sigmas.Length; i++) midpoints[i] = Kdpm2Schedule.Midpoint(sigmas[i], sigmas[i - 1]);
        return new Kdpm2DiscreteRun(
            request,
            options,
            Kdpm2Schedule.Interleave(timesteps, midpoints.AsSpan(1), grid),
            Kdpm2Schedule.Doubled(sigmas),
            Kdpm2Schedule.Doubled(midpoints));
    }
}
