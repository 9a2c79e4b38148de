using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Euler's method for EDM models: Karras et al. 2022 (https://arxiv.org/abs/2206.00364), algorithm 2 without its lines 9 to 11.
/// </summary>
internal sealed class EdmEulerRun : LinearRun
{
    private readonly EdmPreconditioning _model;
    private readonly Churn _churn;

    private EdmEulerRun(ScheduleRequest request, SchedulerOptions options, float[] sigmas)
        : base(EdmPreconditioning.Timesteps(sigmas), sigmas, request, options.PredictionType!.Value, kept: 0) =>
        (_model, _churn) = (new EdmPreconditioning(options), new Churn(options, sigmas.Length - 1));

    /// <summary>The catalogue's entry. Given sigmas are, as in diffusers, places on the ramp of the Karras schedule, 0 to 1.</summary>
    public static SchedulerKind Kind { get; } = new(
        "EDMEulerScheduler",
        [.. OptionGroups.Edm, .. OptionGroups.Churn, Option.PredictionType, Option.FinalSigmasType],
        EdmSchedule.Defaults,
        (request, options) =>
        {
            double[] ramp = request.Sigmas is { } given
                ? [.. given.Select(s => (double)(float)s)]
                : NumpyMath.Linspace(0, 1, request.Steps);
            float[] sigmas = EdmSchedule.Sigmas(options, ramp, singlePrecision: false);
            return new EdmEulerRun(request, options, [.. sigmas, (float)SolverSchedule.FinalSigma(options, sigmas[^1])]);
        }) { TakesSigmas = true, SigmasAreRamp = true, Predictions = [PredictionType.Epsilon, PredictionType.VPrediction] };

    public override float InitialNoiseScale => _model.InitialNoiseScale;

    public override float InputScale(int index) => _model.InputScale(Sigmas[index]);

    public override bool NeedsNoise(int index) => _churn.Applies(Sigmas[index]);

    public override (double Signal, double Noise) NoiseLevel(int index) => (1, Sigmas[index]);

    protected override Linear DenoisedAt(int index, in Operands vectors) => _model.Denoised(Sigmas[index]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        double sigma = Sigmas[index], sigmaHat = _churn.Raise(sigma), sigmaNext = Sigmas[index + 1];
        Linear x = Linear.Sample + _churn.Noise(sigma);
        Linear x0 = _model.Denoised(sigmaHat).WithSample(x);
        Linear d = (x - x0) / sigmaHat;
        FusedLinear.Combine(Vectors(output, noise, sample), x + (sigmaNext - sigmaHat) * d, sample);
    }
}
