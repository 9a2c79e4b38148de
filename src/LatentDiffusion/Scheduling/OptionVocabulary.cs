namespace LatentDiffusion.Scheduling;

/// <summary>The words of all enumerations of <see cref="SchedulerOptions"/>, as diffusers writes them.</summary>
internal static class OptionVocabulary
{
    /// <summary>Words of <c>beta_schedule</c>.</summary>
    public static OptionWords<BetaSchedule> BetaSchedules { get; } = new(
        ("linear", BetaSchedule.Linear), ("scaled_linear", BetaSchedule.ScaledLinear), ("squaredcos_cap_v2", BetaSchedule.SquaredCosine),
        ("sigmoid", BetaSchedule.Sigmoid), ("laplace", BetaSchedule.Laplace), ("exp", BetaSchedule.Exponential));

    /// <summary>Words of <c>prediction_type</c>.</summary>
    public static OptionWords<PredictionType> PredictionTypes { get; } = new(
        ("epsilon", PredictionType.Epsilon), ("sample", PredictionType.Sample), ("v_prediction", PredictionType.VPrediction),
        ("flow_prediction", PredictionType.FlowPrediction));

    /// <summary>Words of <c>timestep_spacing</c>.</summary>
    public static OptionWords<TimestepSpacing> TimestepSpacings { get; } = new(
        ("linspace", TimestepSpacing.Linspace), ("leading", TimestepSpacing.Leading), ("trailing", TimestepSpacing.Trailing));

    /// <summary>Words of <c>variance_type</c>.</summary>
    public static OptionWords<VarianceType> VarianceTypes { get; } = new(
        ("fixed_small", VarianceType.FixedSmall), ("fixed_small_log", VarianceType.FixedSmallLog), ("fixed_large", VarianceType.FixedLarge),
        ("fixed_large_log", VarianceType.FixedLargeLog), ("learned", VarianceType.Learned), ("learned_range", VarianceType.LearnedRange));

    /// <summary>Words of <c>algorithm_type</c>.</summary>
    public static OptionWords<AlgorithmType> AlgorithmTypes { get; } = new(
        ("dpmsolver", AlgorithmType.DpmSolver), ("dpmsolver++", AlgorithmType.DpmSolverPlusPlus),
        ("sde-dpmsolver", AlgorithmType.SdeDpmSolver), ("sde-dpmsolver++", AlgorithmType.SdeDpmSolverPlusPlus),
        ("deis", AlgorithmType.Deis), ("data_prediction", AlgorithmType.DataPrediction),
        ("noise_prediction", AlgorithmType.NoisePrediction));

    /// <summary>Words of <c>solver_type</c>.</summary>
    public static OptionWords<SolverType> SolverTypes { get; } = new(
        ("midpoint", SolverType.Midpoint), ("heun", SolverType.Heun), ("logrho", SolverType.LogRho), ("bh1", SolverType.Bh1),
        ("bh2", SolverType.Bh2));

    /// <summary>Words of <c>final_sigmas_type</c>.</summary>
    public static OptionWords<FinalSigmasType> FinalSigmasTypes { get; } =
        new(("zero", FinalSigmasType.Zero), ("sigma_min", FinalSigmasType.SigmaMin));

    /// <summary>Words of <c>interpolation_type</c>.</summary>
    public static OptionWords<InterpolationType> InterpolationTypes { get; } =
        new(("linear", InterpolationType.Linear), ("log_linear", InterpolationType.LogLinear));

    /// <summary>Words of <c>timestep_type</c>.</summary>
    public static OptionWords<TimestepType> TimestepTypes { get; } =
        new(("discrete", TimestepType.Discrete), ("continuous", TimestepType.Continuous));

    /// <summary>Words of <c>time_shift_type</c>.</summary>
    public static OptionWords<TimeShiftType> TimeShiftTypes { get; } =
        new(("exponential", TimeShiftType.Exponential), ("linear", TimeShiftType.Linear));

    /// <summary>Words of <c>sigma_schedule</c>.</summary>
    public static OptionWords<EdmSigmaSchedule> EdmSigmaSchedules { get; } =
        new(("karras", EdmSigmaSchedule.Karras), ("exponential", EdmSigmaSchedule.Exponential));
}
