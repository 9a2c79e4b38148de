namespace LatentDiffusion;

/// <summary>
/// Denoising diffusion implicit models: Song et al. 2020 (https://arxiv.org/abs/2010.02502), equations 12 and 16.
/// </summary>
internal sealed class DdimRun : LinearRun
{
    private readonly float[] _alphasCumprod;
    private readonly float _finalAlphaCumprod;
    private readonly int _stride;
    private readonly double _eta;

    private DdimRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] alphasCumprod)
        : base(timesteps, [], request, options.PredictionType!.Value, kept: 0, SampleLimit.From(options, request))
    {
        _alphasCumprod = alphasCumprod;
        _finalAlphaCumprod = options.SetAlphaToOne!.Value ? 1 : alphasCumprod[0];
        _stride = options.NumTrainTimesteps!.Value / timesteps.Length;
        _eta = options.Eta!.Value;
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "DDIMScheduler",
        OptionGroups.Betas + OptionGroups.Spacing + OptionGroups.Clipping + OptionGroups.Thresholding
            + "prediction_type set_alpha_to_one rescale_betas_zero_snr eta",
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Leading, StepsOffset = 0,
            ClipSample = true, SetAlphaToOne = true, Eta = 0,
        },
        Make);

    public override bool NeedsNoise(int index) => _eta > 0;

    public override (double Signal, double Noise) NoiseLevel(int index) => Level(_alphasCumprod[(int)Timesteps[index]]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        int t = (int)Timesteps[index], previous = t - _stride;
        var (alpha, sigma) = Level(_alphasCumprod[t]);
        var (alphaNext, sigmaNext) = Level(previous >= 0 ? _alphasCumprod[previous] : _finalAlphaCumprod);

        Linear x0 = Denoised(vectors, alpha, sigma), epsilon = NoiseEstimate(alpha, sigma);
        double ratio = alpha / alphaNext;
        double std = _eta * (sigmaNext / sigma) * Math.Sqrt(1 - ratio * ratio); // equation 16
        Linear next = alphaNext * x0 + Math.Sqrt(sigmaNext * sigmaNext - std * std) * epsilon + std * Linear.Noise;
        FusedLinear.Combine(vectors, next, sample);
    }

    private static (double Alpha, double Sigma) Level(double alphaCumprod) => (Math.Sqrt(alphaCumprod), Math.Sqrt(1 - alphaCumprod));

    private static DdimRun Make(ScheduleRequest request, SchedulerOptions options)
    {
        NoiseSchedule noise = NoiseSchedule.From(options);
        float[] timesteps = TimestepGrid.Integers(options, request.Steps);
        return new DdimRun(request, options, timesteps, noise.AlphasCumprod);
    }
}
