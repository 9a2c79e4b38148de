using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// <see cref="Kdpm2DiscreteRun"/> down to a lower level and fresh noise from there up to the next, as in k-diffusion's
/// <c>sample_dpm_2_ancestral</c> (https://github.com/crowsonkb/k-diffusion). Noise is drawn at odd points.
/// </summary>
internal sealed class Kdpm2AncestralDiscreteRun : SigmaRun
{
    private readonly float[] _midpoints, _down, _up;

    private Kdpm2AncestralDiscreteRun(
        ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] sigmas, float[] midpoints, float[] down, float[] up)
        : base(timesteps, sigmas, request, options, kept: 1, roundsEach: SteepSteps.Any(sigmas)) =>
            (_midpoints, _down, _up) = (midpoints, down, up);

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "KDPM2AncestralDiscreteScheduler",
        [.. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.SigmaSpacing, Option.PredictionType],
        Kdpm2DiscreteRun.Kind.Defaults,
        Make) { Predictions = [PredictionType.Epsilon, PredictionType.VPrediction] };

    public override int EvaluationsPerStep => 2;

    public override bool NeedsNoise(int index) => !IsFirstEvaluation(index);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample, IsSteep(index));
        Linear x = Linear.Sample, d = Slope(index, vectors);
        if (IsFirstEvaluation(index))
        {
            double toMidpoint = _midpoints[index] - (double)Sigmas[index];
            FusedLinear.Combine(vectors, x, Kept(0), x + toMidpoint * d, sample);
        }
        else
        {
            double h = _down[index - 1] - (double)Sigmas[index - 1];
            FusedLinear.Combine(vectors, Linear.Kept(0) + h * d + _up[index - 1] * Linear.Noise, sample);
        }
    }

    protected override float Level(int index) => IsFirstEvaluation(index) ? Sigmas[index] : _midpoints[index - 1];

    private static Kdpm2AncestralDiscreteRun Make(ScheduleRequest request, SchedulerOptions options)
    {
        var (timesteps, sigmas, grid) = Kdpm2Schedule.From(request, options);
        float[] down = new float[sigmas.Length], up = new float[sigmas.Length], midpoints = new float[sigmas.Length];
        for (int i = 0; i < sigmas.Length - 2; i++) // the last step, to no noise at all, goes there straight
        {
            (down[i], up[i]) = Split(sigmas[i], sigmas[i + 1]);
            midpoints[i] = Kdpm2Schedule.Midpoint(sigmas[i], down[i]);
        }

        return new Kdpm2AncestralDiscreteRun(
            request, options, Kdpm2Schedule.Interleave(timesteps, midpoints, grid), Kdpm2Schedule.Doubled(sigmas),
            Kdpm2Schedule.Doubled(midpoints), Kdpm2Schedule.Doubled(down), Kdpm2Schedule.Doubled(up));
    }

    /// <summary>
    /// <see cref="Ancestral.Split"/> in single precision, because the timesteps of the midpoints follow from it. Between levels far apart
    /// nothing may be left of the difference; diffusers then makes NaN.
    /// </summary>
    internal static (float Down, float Up) Split(float from, float to)
    {
        float up = MathF.Sqrt(to * to * (from * from - to * to) / (from * from)), rest = to * to - up * up;
        return (rest > 0 ? MathF.Sqrt(rest) : to * to / from, up);
    }
}
