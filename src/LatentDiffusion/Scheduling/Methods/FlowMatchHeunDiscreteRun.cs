using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Heun's method along a flow: Karras et al. 2022 (https://arxiv.org/abs/2206.00364), algorithm 2, in the noise level of a straight path.
/// Even points are Euler steps, odd points correct them with the velocity at their end; the last step, to noise level 0, is Euler's.
/// </summary>
internal sealed class FlowMatchHeunDiscreteRun : FlowRun
{
    /// <summary>Below this level diffusers divides the roundings of a velocity by so little that they show in the sample.</summary>
    private const float SmallSigma = 0.02f;

    private readonly Churn _churn;

    private FlowMatchHeunDiscreteRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] sigmas)
        : base(timesteps, sigmas, request, kept: 1, stages: sigmas.Any(sigma => sigma is > 0 and < SmallSigma) ? 2 : 0) =>
            _churn = new Churn(options, sigmas.Length - 1);

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "FlowMatchHeunDiscreteScheduler",
        [.. OptionGroups.Churn, Option.NumTrainTimesteps, Option.Shift],
        new SchedulerOptions { NumTrainTimesteps = 1000, Shift = 1 },
        Make);

    public override int EvaluationsPerStep => 2;

    /// <summary>Churn draws at odd points too, though only even points use it.</summary>
    public override bool NeedsNoise(int index) => _churn.Applies(Sigmas[IsFirstEvaluation(index) ? index : index - 1]);

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        if (IsFirstEvaluation(index))
        {
            double sigma = Sigmas[index], sigmaHat = _churn.Raise(sigma), h = Sigmas[index + 1] - sigmaHat;
            Linear x = Linear.Sample + _churn.Noise(sigma), d = sigma / sigmaHat * Linear.Output;
            FusedLinear.Combine(Vectors(output, noise, sample), x + h / 2 * d, Kept(0), x + h * d, sample);
        }
        else
        {
            Operands vectors = Vectors(output, noise, sample, Sigmas[index] < SmallSigma);
            double h = Sigmas[index] - _churn.Raise(Sigmas[index - 1]);
            FusedLinear.Combine(vectors, Linear.Kept(0) + h / 2 * Velocity(index, vectors), sample);
        }
    }

    /// <summary>The velocity as diffusers recovers it, from the clean sample.</summary>
    private Linear Velocity(int index, in Operands vectors)
    {
        Linear x = Linear.Sample, x0 = Stage(vectors, x - Sigmas[index] * Linear.Output);
        return Stage(vectors, x - x0, Sigmas[index]);
    }

    private static FlowMatchHeunDiscreteRun Make(ScheduleRequest request, SchedulerOptions options)
    {
        int train = options.NumTrainTimesteps!.Value;
        double[] sigmas = Array.ConvertAll(FlowSchedule.Own(options, request.Steps), sigma => FlowShift.Shift(sigma, options.Shift!.Value));
        double[] timesteps = Array.ConvertAll(sigmas, sigma => (double)((float)sigma * train));
        return new FlowMatchHeunDiscreteRun(
            request, options, SigmaSchedule.Twice(timesteps), SigmaSchedule.Twice([.. sigmas, 0], lastOnce: true));
    }
}
