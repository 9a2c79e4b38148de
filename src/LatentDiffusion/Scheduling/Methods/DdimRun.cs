using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Denoising diffusion implicit models: Song et al. 2020 (https://arxiv.org/abs/2010.02502), equations 12 and 16.
/// </summary>
internal sealed class DdimRun : LinearRun
{
    private readonly NoiseSchedule _schedule;
    private readonly float _finalAlphaCumprod;
    private readonly int _stride;
    private readonly double _eta;

    private DdimRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps)
        : base(timesteps, [], request, options.PredictionType!.Value, kept: 0, SampleLimit.From(options, request))
    {
        _schedule = NoiseSchedule.Of(options);
        _finalAlphaCumprod = options.SetAlphaToOne!.Value ? 1 : _schedule.AlphasCumprod[0];
        _stride = options.NumTrainTimesteps!.Value / request.Steps;
        _eta = options.Eta!.Value;
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "DDIMScheduler",
        [
            .. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.Clipping, .. OptionGroups.Thresholding, Option.PredictionType,
            Option.SetAlphaToOne, Option.RescaleBetasZeroSnr, Option.Eta,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Leading, StepsOffset = 0,
            ClipSample = true, SetAlphaToOne = true, Eta = 0,
        },
        (request, options) => new DdimRun(request, options, TimestepGrid.Integers(options, request.Steps)));

    public override bool NeedsNoise(int index) => _eta > 0;

    public override (double Signal, double Noise) NoiseLevel(int index) => _schedule.Level((int)Timesteps[index]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        int t = (int)Timesteps[index], next = t - _stride;
        float alphaBar = _schedule.AlphaCumprod(t), alphaBarNext = next >= 0 ? _schedule.AlphasCumprod[next] : _finalAlphaCumprod;
        var (alpha, sigma) = NoiseSchedule.Level(alphaBar);

        Linear x0 = Denoised(vectors, alpha, sigma), epsilon = NoiseEstimate(vectors, alpha, sigma);
        float variance = (1 - alphaBarNext) / (1 - alphaBar) * (1 - alphaBar / alphaBarNext); // equation 16, in torch's precision
        double std = _eta * Math.Sqrt(variance), rest = Math.Max(1 - alphaBarNext - std * std, 0); // rounding may leave less than nothing
        Linear xNext = Math.Sqrt(alphaBarNext) * x0 + Math.Sqrt(rest) * epsilon + std * Linear.Noise; // equation 12
        FusedLinear.Combine(vectors, xNext, sample);
    }
}
