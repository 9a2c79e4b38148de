using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Euler's method in the noise level: Karras et al. 2022 (https://arxiv.org/abs/2206.00364), algorithm 2 without its lines 9 to 11.
/// </summary>
internal sealed class EulerDiscreteRun : SigmaRun
{
    private readonly Churn _churn;

    private EulerDiscreteRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] sigmas)
        : base(timesteps, sigmas, request, options) => _churn = new Churn(options, sigmas.Length - 1);

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "EulerDiscreteScheduler",
        [
            .. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.SigmaSpacing, .. OptionGroups.Churn, Option.PredictionType,
            Option.InterpolationType, Option.TimestepType, Option.RescaleBetasZeroSnr, Option.FinalSigmasType,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0,
            InterpolationType = InterpolationType.Linear, TimestepType = TimestepType.Discrete, FinalSigmasType = FinalSigmasType.Zero,
        },
        (request, options) =>
        {
            var (timesteps, sigmas) = EulerSchedule.From(request, options);
            return new EulerDiscreteRun(request, options, timesteps, sigmas);
        }) { TakesTimesteps = true, TakesSigmas = true };

    public override bool NeedsNoise(int index) => _churn.Applies(Sigmas[index]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        double sigma = Sigmas[index], sigmaHat = _churn.Raise(sigma), sigmaNext = Sigmas[index + 1];
        Linear added = _churn.Noise(sigma);
        Linear x = Linear.Sample + added;
        Linear x0 = Denoised(vectors, 1, Predicts == PredictionType.VPrediction ? sigma : sigmaHat).WithSample(x);
        Linear d = (x - x0) / sigmaHat;
        FusedLinear.Combine(vectors, x + (sigmaNext - sigmaHat) * d, sample);
    }
}
