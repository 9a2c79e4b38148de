namespace LatentDiffusion;

/// <summary>
/// Euler's method in the noise level: Karras et al. 2022 (https://arxiv.org/abs/2206.00364), algorithm 2 without churn. Samples are scaled so
/// that the clean part has factor 1.
/// </summary>
internal sealed class EulerDiscreteRun : LinearRun
{
    private readonly SchedulerOptions _options;

    private EulerDiscreteRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] sigmas)
        : base(timesteps, sigmas, request, options.PredictionType!.Value, kept: 0) => _options = options;

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "EulerDiscreteScheduler",
        OptionGroups.Betas + OptionGroups.Spacing + OptionGroups.SigmaSpacing
            + "prediction_type interpolation_type sigma_min sigma_max timestep_type rescale_betas_zero_snr final_sigmas_type",
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0,
            InterpolationType = "linear", TimestepType = "discrete", FinalSigmasType = "zero",
        },
        Make);

    public override float InitialNoiseScale =>
        _options.TimestepSpacing == TimestepSpacing.Leading ? MathF.Sqrt(Sigmas[0] * Sigmas[0] + 1) : Sigmas[0];

    public override float InputScale(int index) => 1 / MathF.Sqrt(Sigmas[index] * Sigmas[index] + 1);

    public override (double Signal, double Noise) NoiseLevel(int index) => (1, Sigmas[index]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        double sigma = Sigmas[index], sigmaNext = Sigmas[index + 1];
        Linear x = Linear.Sample, x0 = Denoised(vectors, 1, sigma);
        Linear d = (x - x0) / sigma;
        FusedLinear.Combine(vectors, x + (sigmaNext - sigma) * d, sample);
    }

    private static EulerDiscreteRun Make(ScheduleRequest request, SchedulerOptions options)
    {
        return new(request, options, [], []);
    }
}
