using static LatentDiffusion.Scheduling.OptionFormat;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// All options of <see cref="SchedulerOptions"/>: one entry gives an option its name in files, its kind and its range. An option that is
/// added there is added here, and to the methods that know it.
/// </summary>
internal static class Option
{
    /// <summary>
    /// Most training steps, and most steps of a run: a hundred times what models are trained with, and few enough that their tables take
    /// no memory to speak of.
    /// </summary>
    public const int MostTrainingSteps = 100_000;

    private static readonly List<SchedulerOption> Entries = [];

    /// <summary>The training noise: <c>num_train_timesteps</c>.</summary>
    public static readonly SchedulerOption NumTrainTimesteps =
        Add("num_train_timesteps", o => o.NumTrainTimesteps, (o, v) => o with { NumTrainTimesteps = v }, Integer(1, MostTrainingSteps));
    /// <summary>The training noise: <c>beta_start</c>.</summary>
    public static readonly SchedulerOption BetaStart =
        Add("beta_start", o => o.BetaStart, (o, v) => o with { BetaStart = v }, Number(OptionBounds.BelowOne));
    /// <summary>The training noise: <c>beta_end</c>.</summary>
    public static readonly SchedulerOption BetaEnd =
        Add("beta_end", o => o.BetaEnd, (o, v) => o with { BetaEnd = v }, Number(OptionBounds.BelowOne));
    /// <summary>The training noise: <c>beta_schedule</c>.</summary>
    public static readonly SchedulerOption BetaSchedule =
        Add("beta_schedule", o => o.BetaSchedule, (o, v) => o with { BetaSchedule = v }, Word(OptionVocabulary.BetaSchedules));
    /// <summary>The training noise: <c>trained_betas</c>.</summary>
    public static readonly SchedulerOption TrainedBetas =
        Add("trained_betas", o => o.TrainedBetas, (o, v) => o with { TrainedBetas = v }, Numbers(OptionBounds.Share));
    /// <summary>The training noise: <c>rescale_betas_zero_snr</c>.</summary>
    public static readonly SchedulerOption RescaleBetasZeroSnr =
        Add("rescale_betas_zero_snr", o => o.RescaleBetasZeroSnr, (o, v) => o with { RescaleBetasZeroSnr = v }, Flag);
    /// <summary>The training noise: <c>prediction_type</c>.</summary>
    public static readonly SchedulerOption PredictionType =
        Add("prediction_type", o => o.PredictionType, (o, v) => o with { PredictionType = v }, Word(OptionVocabulary.PredictionTypes));

    /// <summary>Steps: <c>timestep_spacing</c>.</summary>
    public static readonly SchedulerOption TimestepSpacing =
        Add("timestep_spacing", o => o.TimestepSpacing, (o, v) => o with { TimestepSpacing = v }, Word(OptionVocabulary.TimestepSpacings));
    /// <summary>Steps: <c>steps_offset</c>.</summary>
    public static readonly SchedulerOption StepsOffset =
        Add("steps_offset", o => o.StepsOffset, (o, v) => o with { StepsOffset = v }, Integer(0, MostTrainingSteps));
    /// <summary>Steps: <c>set_alpha_to_one</c>.</summary>
    public static readonly SchedulerOption SetAlphaToOne =
        Add("set_alpha_to_one", o => o.SetAlphaToOne, (o, v) => o with { SetAlphaToOne = v }, Flag);
    /// <summary>Steps: <c>skip_prk_steps</c>.</summary>
    public static readonly SchedulerOption SkipPrkSteps =
        Add("skip_prk_steps", o => o.SkipPrkSteps, (o, v) => o with { SkipPrkSteps = v }, Flag);
    /// <summary>Steps: <c>original_inference_steps</c>.</summary>
    public static readonly SchedulerOption OriginalInferenceSteps =
        Add("original_inference_steps", o => o.OriginalInferenceSteps, (o, v) => o with { OriginalInferenceSteps = v },
            Integer(1, MostTrainingSteps));
    /// <summary>Steps: <c>timestep_scaling</c>.</summary>
    public static readonly SchedulerOption TimestepScaling =
        Add("timestep_scaling", o => o.TimestepScaling, (o, v) => o with { TimestepScaling = v }, Number(OptionBounds.Positive));
    /// <summary>Steps: <c>timestep_type</c>.</summary>
    public static readonly SchedulerOption TimestepType =
        Add("timestep_type", o => o.TimestepType, (o, v) => o with { TimestepType = v }, Word(OptionVocabulary.TimestepTypes));
    /// <summary>Steps: <c>interpolation_type</c>.</summary>
    public static readonly SchedulerOption InterpolationType =
        Add("interpolation_type", o => o.InterpolationType, (o, v) => o with { InterpolationType = v },
            Word(OptionVocabulary.InterpolationTypes));

    /// <summary>Limits of the clean sample: <c>clip_sample</c>.</summary>
    public static readonly SchedulerOption ClipSample =
        Add("clip_sample", o => o.ClipSample, (o, v) => o with { ClipSample = v }, Flag);
    /// <summary>Limits of the clean sample: <c>clip_sample_range</c>.</summary>
    public static readonly SchedulerOption ClipSampleRange =
        Add("clip_sample_range", o => o.ClipSampleRange, (o, v) => o with { ClipSampleRange = v }, Number(OptionBounds.Positive));
    /// <summary>Limits of the clean sample: <c>clip_denoised</c>.</summary>
    public static readonly SchedulerOption ClipDenoised =
        Add("clip_denoised", o => o.ClipDenoised, (o, v) => o with { ClipDenoised = v }, Flag);
    /// <summary>Limits of the clean sample: <c>thresholding</c>.</summary>
    public static readonly SchedulerOption Thresholding =
        Add("thresholding", o => o.Thresholding, (o, v) => o with { Thresholding = v }, Flag);
    /// <summary>Limits of the clean sample: <c>dynamic_thresholding_ratio</c>.</summary>
    public static readonly SchedulerOption DynamicThresholdingRatio =
        Add("dynamic_thresholding_ratio", o => o.DynamicThresholdingRatio, (o, v) => o with { DynamicThresholdingRatio = v },
            Number(OptionBounds.Share));
    /// <summary>Limits of the clean sample: <c>sample_max_value</c>.</summary>
    public static readonly SchedulerOption SampleMaxValue =
        Add("sample_max_value", o => o.SampleMaxValue, (o, v) => o with { SampleMaxValue = v }, Number(OptionBounds.Positive));

    /// <summary>Noise that is put back: <c>eta</c>.</summary>
    public static readonly SchedulerOption Eta =
        Add("eta", o => o.Eta, (o, v) => o with { Eta = v }, Number(OptionBounds.Share));
    /// <summary>Noise that is put back: <c>variance_type</c>.</summary>
    public static readonly SchedulerOption VarianceType =
        Add("variance_type", o => o.VarianceType, (o, v) => o with { VarianceType = v }, Word(OptionVocabulary.VarianceTypes));
    /// <summary>Noise that is put back: <c>s_churn</c>.</summary>
    public static readonly SchedulerOption SChurn =
        Add("s_churn", o => o.SChurn, (o, v) => o with { SChurn = v }, Number(OptionBounds.NotNegative));
    /// <summary>Noise that is put back: <c>s_tmin</c>.</summary>
    public static readonly SchedulerOption STmin =
        Add("s_tmin", o => o.STmin, (o, v) => o with { STmin = v }, Number(OptionBounds.NotNegative));
    /// <summary>Noise that is put back: <c>s_tmax</c>.</summary>
    public static readonly SchedulerOption STmax =
        Add("s_tmax", o => o.STmax, (o, v) => o with { STmax = v }, Number(OptionBounds.NotNegativeOrInfinite));
    /// <summary>Noise that is put back: <c>s_noise</c>.</summary>
    public static readonly SchedulerOption SNoise =
        Add("s_noise", o => o.SNoise, (o, v) => o with { SNoise = v }, Number(OptionBounds.NotNegative));
    /// <summary>Noise that is put back: <c>stochastic_sampling</c>.</summary>
    public static readonly SchedulerOption StochasticSampling =
        Add("stochastic_sampling", o => o.StochasticSampling, (o, v) => o with { StochasticSampling = v }, Flag);

    /// <summary>Noise levels: <c>use_karras_sigmas</c>.</summary>
    public static readonly SchedulerOption UseKarrasSigmas =
        Add("use_karras_sigmas", o => o.UseKarrasSigmas, (o, v) => o with { UseKarrasSigmas = v }, Flag);
    /// <summary>Noise levels: <c>use_exponential_sigmas</c>.</summary>
    public static readonly SchedulerOption UseExponentialSigmas =
        Add("use_exponential_sigmas", o => o.UseExponentialSigmas, (o, v) => o with { UseExponentialSigmas = v }, Flag);
    /// <summary>Noise levels: <c>use_beta_sigmas</c>.</summary>
    public static readonly SchedulerOption UseBetaSigmas =
        Add("use_beta_sigmas", o => o.UseBetaSigmas, (o, v) => o with { UseBetaSigmas = v }, Flag);
    /// <summary>Noise levels: <c>use_lu_lambdas</c>.</summary>
    public static readonly SchedulerOption UseLuLambdas =
        Add("use_lu_lambdas", o => o.UseLuLambdas, (o, v) => o with { UseLuLambdas = v }, Flag);
    /// <summary>Noise levels: <c>use_flow_sigmas</c>.</summary>
    public static readonly SchedulerOption UseFlowSigmas =
        Add("use_flow_sigmas", o => o.UseFlowSigmas, (o, v) => o with { UseFlowSigmas = v }, Flag);
    /// <summary>Noise levels: <c>flow_shift</c>.</summary>
    public static readonly SchedulerOption FlowShift =
        Add("flow_shift", o => o.FlowShift, (o, v) => o with { FlowShift = v }, Number(OptionBounds.Positive));
    /// <summary>Noise levels: <c>sigma_min</c>.</summary>
    public static readonly SchedulerOption SigmaMin =
        Add("sigma_min", o => o.SigmaMin, (o, v) => o with { SigmaMin = v }, Number(OptionBounds.Positive));
    /// <summary>Noise levels: <c>sigma_max</c>.</summary>
    public static readonly SchedulerOption SigmaMax =
        Add("sigma_max", o => o.SigmaMax, (o, v) => o with { SigmaMax = v }, Number(OptionBounds.Positive));
    /// <summary>Noise levels: <c>sigma_data</c>.</summary>
    public static readonly SchedulerOption SigmaData =
        Add("sigma_data", o => o.SigmaData, (o, v) => o with { SigmaData = v }, Number(OptionBounds.Positive));
    /// <summary>Noise levels: <c>sigma_schedule</c>.</summary>
    public static readonly SchedulerOption SigmaSchedule =
        Add("sigma_schedule", o => o.SigmaSchedule, (o, v) => o with { SigmaSchedule = v }, Word(OptionVocabulary.EdmSigmaSchedules));
    /// <summary>Noise levels: <c>rho</c>.</summary>
    public static readonly SchedulerOption Rho =
        Add("rho", o => o.Rho, (o, v) => o with { Rho = v }, Number(OptionBounds.Positive));
    /// <summary>Noise levels: <c>final_sigmas_type</c>.</summary>
    public static readonly SchedulerOption FinalSigmasType =
        Add("final_sigmas_type", o => o.FinalSigmasType, (o, v) => o with { FinalSigmasType = v }, Word(OptionVocabulary.FinalSigmasTypes));
    /// <summary>Noise levels: <c>lambda_min_clipped</c>.</summary>
    public static readonly SchedulerOption LambdaMinClipped =
        Add("lambda_min_clipped", o => o.LambdaMinClipped, (o, v) => o with { LambdaMinClipped = v }, Number(OptionBounds.NotInfinite));

    /// <summary>Solvers: <c>solver_order</c>.</summary>
    public static readonly SchedulerOption SolverOrder =
        Add("solver_order", o => o.SolverOrder, (o, v) => o with { SolverOrder = v }, Integer(1, 3));
    /// <summary>Solvers: <c>predictor_order</c>.</summary>
    public static readonly SchedulerOption PredictorOrder =
        Add("predictor_order", o => o.PredictorOrder, (o, v) => o with { PredictorOrder = v }, Integer(1, 4));
    /// <summary>Solvers: <c>corrector_order</c>.</summary>
    public static readonly SchedulerOption CorrectorOrder =
        Add("corrector_order", o => o.CorrectorOrder, (o, v) => o with { CorrectorOrder = v }, Integer(1, 4));
    /// <summary>Solvers: <c>algorithm_type</c>.</summary>
    public static readonly SchedulerOption AlgorithmType =
        Add("algorithm_type", o => o.AlgorithmType, (o, v) => o with { AlgorithmType = v }, Word(OptionVocabulary.AlgorithmTypes));
    /// <summary>Solvers: <c>solver_type</c>.</summary>
    public static readonly SchedulerOption SolverType =
        Add("solver_type", o => o.SolverType, (o, v) => o with { SolverType = v }, Word(OptionVocabulary.SolverTypes));
    /// <summary>Solvers: <c>lower_order_final</c>.</summary>
    public static readonly SchedulerOption LowerOrderFinal =
        Add("lower_order_final", o => o.LowerOrderFinal, (o, v) => o with { LowerOrderFinal = v }, Flag);
    /// <summary>Solvers: <c>euler_at_final</c>.</summary>
    public static readonly SchedulerOption EulerAtFinal =
        Add("euler_at_final", o => o.EulerAtFinal, (o, v) => o with { EulerAtFinal = v }, Flag);
    /// <summary>Solvers: <c>predict_x0</c>.</summary>
    public static readonly SchedulerOption PredictX0 =
        Add("predict_x0", o => o.PredictX0, (o, v) => o with { PredictX0 = v }, Flag);
    /// <summary>Solvers: <c>disable_corrector</c>.</summary>
    public static readonly SchedulerOption DisableCorrector =
        Add("disable_corrector", o => o.DisableCorrector, (o, v) => o with { DisableCorrector = v }, Integers);

    /// <summary>Flows: <c>shift</c>.</summary>
    public static readonly SchedulerOption Shift =
        Add("shift", o => o.Shift, (o, v) => o with { Shift = v }, Number(OptionBounds.Positive));
    /// <summary>Flows: <c>use_dynamic_shifting</c>.</summary>
    public static readonly SchedulerOption UseDynamicShifting =
        Add("use_dynamic_shifting", o => o.UseDynamicShifting, (o, v) => o with { UseDynamicShifting = v }, Flag);
    /// <summary>Flows: <c>base_shift</c>.</summary>
    public static readonly SchedulerOption BaseShift =
        Add("base_shift", o => o.BaseShift, (o, v) => o with { BaseShift = v }, Number(OptionBounds.Finite));
    /// <summary>Flows: <c>max_shift</c>.</summary>
    public static readonly SchedulerOption MaxShift =
        Add("max_shift", o => o.MaxShift, (o, v) => o with { MaxShift = v }, Number(OptionBounds.Finite));
    /// <summary>Flows: <c>base_image_seq_len</c>.</summary>
    public static readonly SchedulerOption BaseImageSeqLen =
        Add("base_image_seq_len", o => o.BaseImageSeqLen, (o, v) => o with { BaseImageSeqLen = v }, Integer(1, int.MaxValue));
    /// <summary>Flows: <c>max_image_seq_len</c>.</summary>
    public static readonly SchedulerOption MaxImageSeqLen =
        Add("max_image_seq_len", o => o.MaxImageSeqLen, (o, v) => o with { MaxImageSeqLen = v }, Integer(1, int.MaxValue));
    /// <summary>Flows: <c>time_shift_type</c>.</summary>
    public static readonly SchedulerOption TimeShiftType =
        Add("time_shift_type", o => o.TimeShiftType, (o, v) => o with { TimeShiftType = v }, Word(OptionVocabulary.TimeShiftTypes));
    /// <summary>Flows: <c>shift_terminal</c>.</summary>
    public static readonly SchedulerOption ShiftTerminal =
        Add("shift_terminal", o => o.ShiftTerminal, (o, v) => o with { ShiftTerminal = v }, Number(OptionBounds.BelowOne));
    /// <summary>Flows: <c>invert_sigmas</c>.</summary>
    public static readonly SchedulerOption InvertSigmas =
        Add("invert_sigmas", o => o.InvertSigmas, (o, v) => o with { InvertSigmas = v }, Flag);

    /// <summary>Every option, in the order above.</summary>
    public static IReadOnlyList<SchedulerOption> All => Entries;

    /// <summary>The option of a name, or null.</summary>
    public static SchedulerOption? Find(string name) => Entries.Find(option => option.Name == name);

    private static SchedulerOption Add<TValue>(
        string name,
        Func<SchedulerOptions, TValue> get,
        Func<SchedulerOptions, TValue, SchedulerOptions> set,
        OptionFormat<TValue> format)
    {
        SchedulerOption<TValue> option = new(name, get, set, format);
        Entries.Add(option);
        return option;
    }
}
