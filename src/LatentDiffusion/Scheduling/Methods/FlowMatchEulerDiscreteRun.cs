using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Euler's method along a flow: Liu et al. 2022 (https://arxiv.org/abs/2209.03003), <c>x' = x + (sigma' - sigma) v</c>; with
/// <c>stochastic_sampling</c>, a jump to the clean sample and fresh noise up to the next level.
/// </summary>
internal sealed class FlowMatchEulerDiscreteRun : FlowRun
{
    private readonly bool _stochastic;

    private FlowMatchEulerDiscreteRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] sigmas)
        : base(timesteps, sigmas, request) => _stochastic = options.StochasticSampling == true;

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "FlowMatchEulerDiscreteScheduler",
        [.. OptionGroups.FlowMatching, Option.StochasticSampling],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, Shift = 1, BaseShift = 0.5, MaxShift = 1.15, BaseImageSeqLen = 256, MaxImageSeqLen = 4096,
            TimeShiftType = TimeShiftType.Exponential,
        },
        (request, options) =>
        {
            var (timesteps, sigmas) = FlowSchedule.From(request, options);
            return new FlowMatchEulerDiscreteRun(request, options, timesteps, sigmas);
        }) { TakesTimesteps = true, TakesSigmas = true };

    public override bool NeedsNoise(int index) => _stochastic;

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        double sigma = Sigmas[index], sigmaNext = Sigmas[index + 1];
        Linear x = Linear.Sample, v = Linear.Output, x0 = x - sigma * v;
        Linear next = _stochastic ? (1 - sigmaNext) * x0 + sigmaNext * Linear.Noise : x + (sigmaNext - sigma) * v;
        FusedLinear.Combine(vectors, next, sample);
    }
}
