using System.Text.Json.Nodes;
using LatentDiffusion.Scheduling;

namespace LatentDiffusion;

/// <summary>
/// Options of all schedulers, under the names that diffusers gives them in <c>scheduler_config.json</c> (in snake case there). Every option
/// may be null, which means: the value of the model's own scheduler, and where that is silent, the default of the method. An option that a
/// method does not know is refused by <see cref="Schedulers"/>.
/// </summary>
public sealed record SchedulerOptions
{
    /// <summary>No option set.</summary>
    public static SchedulerOptions Empty { get; } = new();

    /// <summary>Number of noise levels the model was trained with. Default 1000.</summary>
    public int? NumTrainTimesteps { get; init; }

    /// <summary>First variance of the training noise. Default 0.0001 (0.00085 for some methods, as in diffusers).</summary>
    public double? BetaStart { get; init; }

    /// <summary>Last variance of the training noise. Default 0.02 (0.012 for some methods).</summary>
    public double? BetaEnd { get; init; }

    /// <summary>How the variances rise. Default linear (scaled linear for some methods).</summary>
    public BetaSchedule? BetaSchedule { get; init; }

    /// <summary>The variances themselves, in place of the three options above.</summary>
    public IReadOnlyList<double>? TrainedBetas { get; init; }

    /// <summary>What the model predicts. Default the noise.</summary>
    public PredictionType? PredictionType { get; init; }

    /// <summary>How inference steps are picked from training steps. The default differs between methods.</summary>
    public TimestepSpacing? TimestepSpacing { get; init; }

    /// <summary>Added to timesteps of leading spacing. Default 0.</summary>
    public int? StepsOffset { get; init; }

    /// <summary>Rescales the betas so that the last step is pure noise (Lin et al. 2023, algorithm 1). Default false.</summary>
    public bool? RescaleBetasZeroSnr { get; init; }

    /// <summary>Clips the estimated clean sample. Default differs between methods; true only fits models of pixels.</summary>
    public bool? ClipSample { get; init; }

    /// <summary>Range of <see cref="ClipSample"/>. Default 1.</summary>
    public double? ClipSampleRange { get; init; }

    /// <summary>Dynamic thresholding (Imagen). Default false; not for latent models.</summary>
    public bool? Thresholding { get; init; }

    /// <summary>Quantile of dynamic thresholding, 0 to 1. Default 0.995.</summary>
    public double? DynamicThresholdingRatio { get; init; }

    /// <summary>Upper bound of the dynamic threshold. Default 1.</summary>
    public double? SampleMaxValue { get; init; }

    /// <summary>Whether the step after the last has no noise at all (true), or that of training step 0 (false).</summary>
    public bool? SetAlphaToOne { get; init; }

    /// <summary>
    /// DDIM, TCD: share of noise put back at each step, 0 (deterministic) to 1. Not part of a file; default 0 (TCD: 0.3).
    /// </summary>
    public double? Eta { get; init; }

    /// <summary>
    /// DDPM: the variance that is put back, default <see cref="VarianceType.FixedSmall"/>. Solvers in half log-SNR: whether the model puts
    /// out a variance beside its prediction, which they leave out; default not.
    /// </summary>
    public VarianceType? VarianceType { get; init; }

    /// <summary>Noise levels of Karras et al. 2022 (https://arxiv.org/abs/2206.00364, equation 5). Default false.</summary>
    public bool? UseKarrasSigmas { get; init; }

    /// <summary>Noise levels evenly spaced in their logarithm. Default false.</summary>
    public bool? UseExponentialSigmas { get; init; }

    /// <summary>Noise levels at quantiles of a beta distribution (https://arxiv.org/abs/2407.12173). Default false.</summary>
    public bool? UseBetaSigmas { get; init; }

    /// <summary>Noise levels evenly spaced in log-SNR (Lu et al. 2022). Default false.</summary>
    public bool? UseLuLambdas { get; init; }

    /// <summary>Noise levels of a flow-matching model. Default false.</summary>
    public bool? UseFlowSigmas { get; init; }

    /// <summary>Shift of <see cref="UseFlowSigmas"/>. Default 1.</summary>
    public double? FlowShift { get; init; }

    /// <summary>Smallest noise level. The default differs between methods.</summary>
    public double? SigmaMin { get; init; }

    /// <summary>Largest noise level. The default differs between methods.</summary>
    public double? SigmaMax { get; init; }

    /// <summary>Deviation of the training data (EDM, consistency models). Default 0.5.</summary>
    public double? SigmaData { get; init; }

    /// <summary>EDM: spacing of the noise levels. Default <see cref="EdmSigmaSchedule.Karras"/>.</summary>
    public EdmSigmaSchedule? SigmaSchedule { get; init; }

    /// <summary>Exponent of the Karras schedule. Default 7.</summary>
    public double? Rho { get; init; }

    /// <summary>
    /// Euler and kin: how much noise is put back over all steps (Karras et al. 2022, algorithm 2). Not part of a file; default 0.
    /// </summary>
    public double? SChurn { get; init; }

    /// <summary>Noise level below which <see cref="SChurn"/> does nothing. Not part of a file; default 0.</summary>
    public double? STmin { get; init; }

    /// <summary>Noise level above which <see cref="SChurn"/> does nothing. Not part of a file; default infinity.</summary>
    public double? STmax { get; init; }

    /// <summary>Factor on the noise that is put back. A file has it only for consistency models; default 1.</summary>
    public double? SNoise { get; init; }

    /// <summary>Consistency models: clips the denoised sample to [-1, 1]. Default true.</summary>
    public bool? ClipDenoised { get; init; }

    /// <summary>Order of a multistep or singlestep solver, 1 to 3. Default 2.</summary>
    public int? SolverOrder { get; init; }

    /// <summary>SA-Solver: order of the predictor. Default 2.</summary>
    public int? PredictorOrder { get; init; }

    /// <summary>SA-Solver: order of the corrector. Default 2.</summary>
    public int? CorrectorOrder { get; init; }

    /// <summary>Formula of the solver. The default differs between methods.</summary>
    public AlgorithmType? AlgorithmType { get; init; }

    /// <summary>
    /// Variant of the solver. The default differs between methods; one that belongs to other methods stands for a method's default.
    /// </summary>
    public SolverType? SolverType { get; init; }

    /// <summary>Uses lower orders in the last steps, which steadies runs of fewer than 15. The default differs between methods.</summary>
    public bool? LowerOrderFinal { get; init; }

    /// <summary>Uses Euler's method in the last step. Default false.</summary>
    public bool? EulerAtFinal { get; init; }

    /// <summary>The noise level that the last step leads to. Default <see cref="FinalSigmasType.Zero"/>.</summary>
    public FinalSigmasType? FinalSigmasType { get; init; }

    /// <summary>Lower bound of log-SNR, for schedules that reach minus infinity. Default none.</summary>
    public double? LambdaMinClipped { get; init; }

    /// <summary>UniPC: predicts the clean sample (true) or the noise. Default true.</summary>
    public bool? PredictX0 { get; init; }

    /// <summary>UniPC: steps at which the corrector is left out. Default none.</summary>
    public IReadOnlyList<int>? DisableCorrector { get; init; }

    /// <summary>PNDM: leaves out the Runge-Kutta steps at the start. Default false.</summary>
    public bool? SkipPrkSteps { get; init; }

    /// <summary>Euler: levels between those of training steps. Default <see cref="InterpolationType.Linear"/>.</summary>
    public InterpolationType? InterpolationType { get; init; }

    /// <summary>Euler: what the model is told. Default <see cref="TimestepType.Discrete"/>.</summary>
    public TimestepType? TimestepType { get; init; }

    /// <summary>LCM, TCD: number of steps of the teacher. Default 50.</summary>
    public int? OriginalInferenceSteps { get; init; }

    /// <summary>LCM: factor on timesteps in the boundary condition. Default 10.</summary>
    public double? TimestepScaling { get; init; }

    /// <summary>Flow matching: static shift of the schedule. Default 1.</summary>
    public double? Shift { get; init; }

    /// <summary>Flow matching: shift by resolution (<see cref="ScheduleRequest.Mu"/>). Default false.</summary>
    public bool? UseDynamicShifting { get; init; }

    /// <summary>Flow matching: shift at <see cref="BaseImageSeqLen"/>. Default 0.5.</summary>
    public double? BaseShift { get; init; }

    /// <summary>Flow matching: shift at <see cref="MaxImageSeqLen"/>. Default 1.15.</summary>
    public double? MaxShift { get; init; }

    /// <summary>Flow matching: tokens of the smallest training image. Default 256.</summary>
    public int? BaseImageSeqLen { get; init; }

    /// <summary>Flow matching: tokens of the largest training image. Default 4096.</summary>
    public int? MaxImageSeqLen { get; init; }

    /// <summary>What the shift by resolution is. Default <see cref="TimeShiftType.Exponential"/>.</summary>
    public TimeShiftType? TimeShiftType { get; init; }

    /// <summary>Flow matching: stretches the schedule to end at this value. Default none.</summary>
    public double? ShiftTerminal { get; init; }

    /// <summary>Flow matching: runs the noise levels upwards. Default false.</summary>
    public bool? InvertSigmas { get; init; }

    /// <summary>Flow matching: puts fresh noise back at each step. Default false.</summary>
    public bool? StochasticSampling { get; init; }

    /// <summary>These options, and where they are null those of <paramref name="fallback"/>.</summary>
    /// <param name="fallback">The options of the model, say.</param>
    /// <returns>New options.</returns>
    public SchedulerOptions Over(SchedulerOptions fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        SchedulerOptions merged = this;
        foreach (SchedulerOption option in Option.All)
            if (!option.IsSet(this) && option.IsSet(fallback)) merged = option.Copy(fallback, merged);
        return merged;
    }

    /// <summary>Only the named options; the others null.</summary>
    internal SchedulerOptions Only(IReadOnlySet<SchedulerOption> options)
    {
        SchedulerOptions only = Empty;
        foreach (SchedulerOption option in Option.All)
            if (option.IsSet(this) && options.Contains(option)) only = option.Copy(this, only);
        return only;
    }

    /// <summary>The options that have a value.</summary>
    internal IEnumerable<SchedulerOption> Set => Option.All.Where(option => option.IsSet(this));

    /// <summary>The options that have a value, in JSON under diffusers' names.</summary>
    internal string ToJson() => new JsonObject(Set.Select(option => KeyValuePair.Create(option.Name, option.ToJson(this)))).ToJsonString();

    /// <summary>Reads options from an object of diffusers' names.</summary>
    /// <exception cref="ModelFormatException">An option that no scheduler knows, or a value of the wrong kind.</exception>
    internal static SchedulerOptions FromJson(JsonNode options) => ConfigurationReader.Options(options.AsObject(), warnings: null);

    /// <summary>What is wrong with a value, or null where every one is allowed.</summary>
    internal string? Fault => Option.All.Select(option => option.Fault(this)).FirstOrDefault(fault => fault is not null);
}
