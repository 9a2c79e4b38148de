using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Trajectory consistency distillation: Zheng et al. 2024 (https://arxiv.org/abs/2402.19159), strategic stochastic sampling (algorithm 4):
/// a deterministic step to less noise than the next point has, and noise back up to it.
/// </summary>
internal sealed class TcdRun : LinearRun
{
    private readonly NoiseSchedule _schedule;
    private readonly double _gamma;
    private readonly int _last;

    private TcdRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps)
        : base(timesteps, [], request, options.PredictionType!.Value, kept: 0)
    {
        _schedule = NoiseSchedule.Of(options);
        _gamma = options.Eta!.Value;
        _last = request.PointCount - 1; // as in diffusers, also where strength leaves fewer of the custom timesteps
    }

    /// <summary>
    /// The catalogue's entry. The options of clipping and thresholding are accepted but, as in diffusers, have no effect.
    /// </summary>
    public static SchedulerKind Kind { get; } = new(
        "TCDScheduler",
        [
            .. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.Clipping, .. OptionGroups.Thresholding, Option.PredictionType,
            Option.SetAlphaToOne, Option.RescaleBetasZeroSnr, Option.OriginalInferenceSteps, Option.TimestepScaling, Option.Eta,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.ScaledLinear,
            PredictionType = PredictionType.Epsilon, OriginalInferenceSteps = 50, Eta = 0.3,
        },
        (request, options) => new TcdRun(request, options, ConsistencyTimesteps.Make(request, options))) { TakesTimesteps = true };

    public override bool NeedsNoise(int index) => _gamma > 0 && index != _last;

    public override (double Signal, double Noise) NoiseLevel(int index) => _schedule.Level((int)Timesteps[index]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        int t = (int)Timesteps[index], next = index + 1 < Timesteps.Length ? (int)Timesteps[index + 1] : 0;
        int s = (int)MathF.Floor((float)(1 - _gamma) * next);
        var (alpha, sigma) = _schedule.Level(t);
        var (alphaS, sigmaS) = _schedule.Level(s);

        Linear xs = alphaS * Denoised(vectors, alpha, sigma) + sigmaS * NoiseEstimate(vectors, alpha, sigma);
        if (NeedsNoise(index))
        {
            float ratio = _schedule.AlphasCumprod[next] / _schedule.AlphasCumprod[s];
            xs = Math.Sqrt(ratio) * xs + Math.Sqrt(1 - ratio) * Linear.Noise;
        }

        FusedLinear.Combine(vectors, xs, sample);
    }
}
