using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Multistep consistency sampling (Luo et al. 2023, https://arxiv.org/abs/2310.04378, algorithm 3) of a distilled flow-matching model: each
/// step jumps to the clean sample and puts noise of the next level back.
/// </summary>
internal sealed class FlowMatchLcmRun : FlowRun
{
    private FlowMatchLcmRun(ScheduleRequest request, float[] timesteps, float[] sigmas)
        : base(timesteps, sigmas, request)
    {
    }

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "FlowMatchLCMScheduler",
        OptionGroups.FlowMatching,
        FlowMatchEulerDiscreteRun.Kind.Defaults,
        (request, options) =>
        {
            var (timesteps, sigmas) = FlowSchedule.From(request, options);
            return new FlowMatchLcmRun(request, timesteps, sigmas);
        }) { TakesTimesteps = true, TakesSigmas = true };

    public override bool NeedsNoise(int index) => true;

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        double sigma = Sigmas[index], sigmaNext = Sigmas[index + 1];
        Linear x0 = Linear.Sample - sigma * Linear.Output;
        FusedLinear.Combine(vectors, (1 - sigmaNext) * x0 + sigmaNext * Linear.Noise, sample);
    }
}
