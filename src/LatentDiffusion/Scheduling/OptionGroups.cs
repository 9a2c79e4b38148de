namespace LatentDiffusion.Scheduling;

/// <summary>Options that schedulers have in common, to be listed together.</summary>
internal static class OptionGroups
{
    /// <summary>The training noise.</summary>
    public static readonly SchedulerOption[] Betas =
        [Option.NumTrainTimesteps, Option.BetaStart, Option.BetaEnd, Option.BetaSchedule, Option.TrainedBetas];

    /// <summary>How inference steps are picked.</summary>
    public static readonly SchedulerOption[] Spacing = [Option.TimestepSpacing, Option.StepsOffset];

    /// <summary>
    /// The three alternative spacings of noise levels, and their ends, which diffusers takes from the configuration of any class, also of
    /// those that do not declare them.
    /// </summary>
    public static readonly SchedulerOption[] SigmaSpacing =
        [Option.UseKarrasSigmas, Option.UseExponentialSigmas, Option.UseBetaSigmas, Option.SigmaMin, Option.SigmaMax];

    /// <summary>Dynamic thresholding.</summary>
    public static readonly SchedulerOption[] Thresholding = [Option.Thresholding, Option.DynamicThresholdingRatio, Option.SampleMaxValue];

    /// <summary>Clipping of the clean sample.</summary>
    public static readonly SchedulerOption[] Clipping = [Option.ClipSample, Option.ClipSampleRange];

    /// <summary>Noise put back before steps.</summary>
    public static readonly SchedulerOption[] Churn = [Option.SChurn, Option.STmin, Option.STmax, Option.SNoise];

    /// <summary>The noise levels of EDM models.</summary>
    public static readonly SchedulerOption[] Edm =
        [Option.SigmaMin, Option.SigmaMax, Option.SigmaData, Option.SigmaSchedule, Option.NumTrainTimesteps, Option.Rho];

    /// <summary>Shifts that depend on the resolution.</summary>
    public static readonly SchedulerOption[] DynamicShift = [Option.UseDynamicShifting, Option.TimeShiftType];

    /// <summary>The noise levels of flow-matching models.</summary>
    public static readonly SchedulerOption[] FlowMatching =
    [
        Option.NumTrainTimesteps, Option.Shift, .. DynamicShift, Option.BaseShift, Option.MaxShift, Option.BaseImageSeqLen,
        Option.MaxImageSeqLen, Option.InvertSigmas, Option.ShiftTerminal,
        .. SigmaSpacing,
    ];

    /// <summary>Flow-matching noise levels on solvers that were made for diffusion.</summary>
    public static readonly SchedulerOption[] Flow = [Option.UseFlowSigmas, Option.FlowShift];
}
