using LatentDiffusion.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>DPM-Solver++ multistep (Lu et al. 2022, https://arxiv.org/abs/2211.01095, algorithm 2) for EDM models.</summary>
internal sealed class EdmDpmSolverMultistepRun : DpmSolverMultistepRun
{
    private readonly EdmPreconditioning _model;

    private EdmDpmSolverMultistepRun(ScheduleRequest request, SchedulerOptions options, float[] sigmas)
        : base(
            new SolverSchedule(EdmPreconditioning.Timesteps(sigmas), sigmas), request, options, DpmSolverFormula.From(options),
            hasStochasticThirdOrder: false) =>
        _model = new EdmPreconditioning(options);

    /// <summary>The catalogue's entry.</summary>
    public static new SchedulerKind Kind { get; } = new(
        "EDMDPMSolverMultistepScheduler",
        [
            .. OptionGroups.Edm, .. OptionGroups.Thresholding, Option.PredictionType, Option.SolverOrder, Option.AlgorithmType,
            Option.SolverType, Option.LowerOrderFinal, Option.EulerAtFinal, Option.FinalSigmasType,
        ],
        EdmSchedule.Defaults with
        {
            SolverOrder = 2, AlgorithmType = AlgorithmType.DpmSolverPlusPlus, SolverType = SolverType.Midpoint, LowerOrderFinal = true,
        },
        Make)
    {
        Predictions = [PredictionType.Epsilon, PredictionType.VPrediction],
        Algorithms = [AlgorithmType.DpmSolverPlusPlus, AlgorithmType.SdeDpmSolverPlusPlus, AlgorithmType.Deis],
    };

    public override float InitialNoiseScale => _model.InitialNoiseScale;

    public override float InputScale(int index) => _model.InputScale(Sigmas[index]);

    protected override Linear DenoisedAt(int index, in Operands vectors) => Limited(vectors, _model.Denoised(Sigmas[index]));

    private static EdmDpmSolverMultistepRun Make(ScheduleRequest request, SchedulerOptions options)
    {
        double[] ramp = Array.ConvertAll(SingleMath.Linspace(0, 1, request.Steps), r => (double)r);
        float[] sigmas = EdmSchedule.Sigmas(options, ramp, singlePrecision: true);
        float final = (float)SolverSchedule.FinalSigma(options, options.SigmaMin!.Value);
        return new EdmDpmSolverMultistepRun(request, options, [.. sigmas, final]);
    }
}
