using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// A midpoint method for the stochastic equation: the second-order DPM-Solver++ of Lu et al. 2022 (https://arxiv.org/abs/2211.01095) with
/// fresh noise after both of its stages, as in k-diffusion's <c>sample_dpmpp_sde</c>. Even points go to the midpoint, odd points from the
/// start to the end; the last step, to noise level 0, is Euler's.
/// </summary>
/// <remarks>
/// diffusers draws the noise from a Brownian path, so that it hangs on noise levels and not on the number of steps. Here noise is handed
/// in: increments of such a path, divided by the root of their variance, or simply independent unit noise.
/// </remarks>
internal sealed class DpmSolverSdeRun : SigmaRun
{
    private readonly double _noise;

    private DpmSolverSdeRun(ScheduleRequest request, SchedulerOptions options, float[] timesteps, float[] sigmas)
        : base(timesteps, sigmas, request, options, kept: 1) => _noise = options.SNoise!.Value;

    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "DPMSolverSDEScheduler",
        [.. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.SigmaSpacing, Option.PredictionType, Option.SNoise],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.00085, BetaEnd = 0.012, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0, SNoise = 1,
        },
        Make) { Predictions = [PredictionType.Epsilon, PredictionType.VPrediction] };

    public override int EvaluationsPerStep => 2;

    public override bool NeedsNoise(int index) => Sigmas[IsFirstEvaluation(index) ? index + 1 : index] != 0;

    protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        Operands vectors = Vectors(output, noise, sample);
        Linear x = Linear.Sample, start = Linear.Kept(0), x0 = Denoised(vectors, 1, Level(index));
        if (!NeedsNoise(index)) FusedLinear.Combine(vectors, x0, sample);
        else if (IsFirstEvaluation(index)) FusedLinear.Combine(vectors, x, Kept(0), Step(x, x0, Sigmas[index], Level(index + 1)), sample);
        else FusedLinear.Combine(vectors, Step(start, x0, Sigmas[index - 1], Sigmas[index]), sample);
    }

    /// <summary>From one level to another: <c>x = (down / from) x + (1 - down / from) x0 + up z</c>.</summary>
    private Linear Step(in Linear x, in Linear x0, double from, double to)
    {
        var (down, up) = Ancestral.Split(from, to);
        return down / from * x + (1 - down / from) * x0 + _noise * up * Linear.Noise;
    }

    protected override float Level(int index) =>
        IsFirstEvaluation(index) ? Sigmas[index] : (float)Math.Sqrt((double)Sigmas[index - 1] * Sigmas[index]);

    private static DpmSolverSdeRun Make(ScheduleRequest request, SchedulerOptions options)
    {
        SigmaSchedule schedule = SigmaSchedule.From(
            request, SigmaSpacing.WithOwnEndsOfKarras(options), SigmaGrid.From(options), singlePrecision: false);
        float[] timesteps = SigmaSchedule.Twice(schedule.Timesteps);
        for (int i = 1; i < timesteps.Length; i += 2)
        {
            double t = -Math.Log(schedule.Sigmas[i / 2]), tNext = -Math.Log(schedule.Sigmas[i / 2 + 1]);
            timesteps[i] = (float)schedule.Grid.TimestepOf(Math.Exp(-(t + (tNext - t) * 0.5)));
        }

        return new DpmSolverSdeRun(request, options, timesteps, SigmaSchedule.Twice([.. schedule.Sigmas, 0], lastOnce: true));
    }
}
