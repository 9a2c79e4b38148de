namespace LatentDiffusion.Scheduling;

/// <summary>
/// DPM-Solver multistep run backwards, from an image to the noise that gives it (Hertz et al. 2022, https://arxiv.org/abs/2211.09794,
/// section 3.2, with DPM-Solver++ in place of DDIM): <see cref="DpmSolverMultistepRun"/> over ascending noise levels.
/// </summary>
internal static class DpmSolverMultistepInverse
{
    /// <summary>The catalogue's entry.</summary>
    public static SchedulerKind Kind { get; } = new(
        "DPMSolverMultistepInverseScheduler",
        [
            .. OptionGroups.Betas, .. OptionGroups.Spacing, .. OptionGroups.SigmaSpacing, .. OptionGroups.Thresholding,
            .. OptionGroups.Flow, Option.PredictionType, Option.SolverOrder, Option.AlgorithmType, Option.SolverType,
            Option.LowerOrderFinal, Option.EulerAtFinal, Option.LambdaMinClipped, Option.VarianceType,
        ],
        new SchedulerOptions
        {
            NumTrainTimesteps = 1000, BetaStart = 0.0001, BetaEnd = 0.02, BetaSchedule = BetaSchedule.Linear,
            PredictionType = PredictionType.Epsilon, TimestepSpacing = TimestepSpacing.Linspace, StepsOffset = 0,
            SolverOrder = 2, AlgorithmType = AlgorithmType.DpmSolverPlusPlus, SolverType = SolverType.Midpoint, LowerOrderFinal = true,
            FlowShift = 1,
        },
        (request, options) => DpmSolverMultistepRun.Over(Schedule(request, options), request, options))
    {
        Predictions = SolverRun.AllPredictions,
        Algorithms = DpmSolverFormula.Algorithms,
    };

    private static SolverSchedule Schedule(ScheduleRequest request, SchedulerOptions options)
    {
        int steps = request.Steps, train = options.NumTrainTimesteps!.Value;
        bool isFlow = options.UseFlowSigmas == true;
        var noise = NoiseSchedule.Of(options);
        var grid = new SigmaGrid(noise.Sigmas.ToArray());
        int noisiest = noise.StepsAbove(options.LambdaMinClipped) - 1;

        double[] timesteps;
        if (SigmaSpacing.Choose(options, grid.Sigmas[0], grid.Sigmas[^1], steps) is { } sigmas)
        {
            timesteps = grid.TimestepsOf(sigmas);
            if (options.UseKarrasSigmas == true) timesteps = Array.ConvertAll(timesteps, Math.Round);
            sigmas = [.. sigmas, sigmas[^1]];
        }
        else if (isFlow)
        {
            sigmas = SigmaSpacing.Flow(train, options.FlowShift!.Value, steps); // descending, as in diffusers
            timesteps = Array.ConvertAll(sigmas, s => s * train);
            sigmas = [.. sigmas, sigmas[^1]];
        }
        else
        {
            float[] ascending = TimestepGrid.IntegersFromStart(options, steps, noisiest);
            timesteps = Array.ConvertAll(ascending, t => (double)t);
            sigmas = [.. grid.SigmasAt(ascending), grid.Sigmas[noisiest]];
        }

        return new(timesteps.Distinct().ToArray(), sigmas, isFlow);
    }
}
