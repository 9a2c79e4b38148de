using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Latent consistency models: Luo et al. 2023 (https://arxiv.org/abs/2310.04378), multistep sampling of algorithm 3 with the boundary
/// condition of equation 9.
/// </summary>
internal sealed class LcmRun : LinearRun
{
    private const double SigmaData = 0.5;

    private readonly NoiseSchedule _schedule;
    private readonly double _timestepScaling;
    private readonly int _last;

    private LcmRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps)
        : base(timesteps, [], request, options.PredictionType!.Value, kept: 0, SampleLimit.From(options, request))
    {
        _schedule = NoiseSchedule.Of(options);
        _timestepScaling = options.TimestepScaling!.Value;
        _last = request.PointCount - 1; // as in diffusers, also where strength leaves fewer of the custom timesteps
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "LCMScheduler",
        [
            .. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.Clipping, .. OptionGroups.Thresholding, Option.PredictionType,
            Option.SetAlphaToOne, Option.RescaleBetasZeroSnr, Option.OriginalInferenceSteps, Option.TimestepScaling,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.ScaledLinear,
            PredictionType = PredictionType.Epsilon, OriginalInferenceSteps = 50, TimestepScaling = 10,
        },
        (request, options) => new LcmRun(request, options, ConsistencyTimesteps.Make(request, options))) { TakesTimesteps = true };

    public override bool NeedsNoise(int index) => index != _last;

    public override (double Signal, double Noise) NoiseLevel(int index) => _schedule.Level((int)Timesteps[index]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        Linear denoised = Consistency(index, vectors);
        if (!NeedsNoise(index))
        {
            FusedLinear.Combine(vectors, denoised, sample);
            return;
        }

        var (alphaNext, sigmaNext) = NoiseLevel(Math.Min(index + 1, Timesteps.Length - 1));
        FusedLinear.Combine(vectors, alphaNext * denoised + sigmaNext * Linear.Noise, sample);
    }

    protected override Linear DenoisedAt(int index, in Operands vectors) => Consistency(index, vectors);

    /// <summary>The consistency function: x itself at time 0, the denoised sample far from it (equation 9).</summary>
    private Linear Consistency(int index, in Operands vectors)
    {
        var (alpha, sigma) = NoiseLevel(index);
        double time = Timesteps[index] * _timestepScaling, square = time * time + SigmaData * SigmaData;
        double skip = SigmaData * SigmaData / square, @out = time / Math.Sqrt(square);
        return @out * Denoised(vectors, alpha, sigma) + skip * Linear.Sample;
    }
}
