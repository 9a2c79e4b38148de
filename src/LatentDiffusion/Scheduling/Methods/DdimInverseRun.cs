using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// DDIM run backwards, from an image to the noise that gives it: the probability flow ODE of Song et al. 2020
/// (https://arxiv.org/abs/2010.02502), equation 14, with Euler's method; clipping as in equation 12.
/// </summary>
internal sealed class DdimInverseRun : LinearRun
{
    private readonly NoiseSchedule _schedule;
    private readonly float _initialAlphaCumprod;
    private readonly int _stride;

    private DdimInverseRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps)
        : base(timesteps, [], request, options.PredictionType!.Value, kept: 0, SampleLimit.From(options, request))
    {
        _schedule = NoiseSchedule.Of(options);
        _initialAlphaCumprod = options.SetAlphaToOne!.Value ? 1 : _schedule.AlphasCumprod[0];
        _stride = options.NumTrainTimesteps!.Value / request.Steps;
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "DDIMInverseScheduler",
        [
            .. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.Clipping, Option.PredictionType, Option.SetAlphaToOne,
            Option.RescaleBetasZeroSnr,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Leading, StepsOffset = 0,
            ClipSample = true, SetAlphaToOne = true,
        },
        (request, options) => new DdimInverseRun(request, options, Ascending(request, options)));

    /// <summary>The sample at a point has the noise of the point before: the model is told the timestep that the step leads to.</summary>
    public override (double Signal, double Noise) NoiseLevel(int index)
    {
        int t = (int)Timesteps[index] - _stride;
        return t >= 0 ? _schedule.Level(t) : NoiseSchedule.Level(_initialAlphaCumprod);
    }

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        var (alpha, sigma) = NoiseLevel(index);
        var (alphaNext, sigmaNext) = _schedule.Level((int)Timesteps[index]);
        Linear x0 = Denoised(vectors, alpha, sigma), epsilon = NoiseEstimate(vectors, alpha, sigma);
        FusedLinear.Combine(vectors, alphaNext * x0 + sigmaNext * epsilon, sample);
    }

    private static float[] Ascending(ScheduleRequest request, SchedulerOptions options)
    {
        if (options.TimestepSpacing == TimestepSpacing.Linspace)
            throw new ArgumentException(
                "DDIMInverseScheduler does not support timestep_spacing 'linspace'. Choose 'leading' or 'trailing'.");
        float[] timesteps = TimestepGrid.Integers(options, request.Steps);
        Array.Reverse(timesteps);
        return timesteps;
    }
}
