using LatentDiffusion.Errors;
using LatentDiffusion.Scheduling;

namespace LatentDiffusion.Checkpoints;

/// <summary>Puts what a checkpoint says of its schedule over the configuration that the scheduler comes from.</summary>
internal static class MarkedScheduler
{
    /// <summary>The scheduler and options that the file wants.</summary>
    /// <param name="stated">The scheduler of the configuration, and all options in it.</param>
    /// <param name="path">Path of the file, for messages.</param>
    /// <param name="markers">What the file says.</param>
    /// <param name="warnings">Are told where something contradicts it or cannot be understood.</param>
    public static (Scheduler Scheduler, SchedulerOptions Options) Of(
        (Scheduler Scheduler, SchedulerOptions Options) stated, string path, CheckpointMarkers markers, RunWarnings warnings)
    {
        foreach (string hint in markers.Unknown) warnings.Add(hint);
        if (markers.Contradiction is { } other)
            warnings.Add($"{path}: {markers.Prediction!.Value.Reason} and {other} contradict each other; the first is followed.");
        if (markers.Edm is { } edm) return Edm(path, edm);
        if (markers.HasEdmMean && !stated.Scheduler.ClassName.StartsWith("EDM", StringComparison.Ordinal))
            warnings.Add(
                $"{path}: the key 'edm_mean' says that the model is one of EDM, as Playground 2.5 is, but the configuration's scheduler is "
                + $"{stated.Scheduler.ClassName}. Take the configuration of that model.");
        SchedulerOptions changes = Changes(stated, path, markers, warnings);
        if (changes == SchedulerOptions.Empty) return stated;

        // Of the methods that cannot begin at pure noise none is of use then; Euler's is the usual one.
        SchedulerKind kind = Schedulers.KindOf(stated.Scheduler.ClassName);
        if (changes.Set.FirstOrDefault(option => !kind.Accepts.Contains(option)) is { } unknown)
        {
            warnings.Add($"{path}: the model needs '{unknown}', which {kind.ClassName} does not know; Euler's method takes its place.");
            kind = EulerDiscreteRun.Kind;
        }

        SchedulerOptions options = changes.Over(stated.Options);
        return (kind.Create(options.Only(kind.Accepts)), options);
    }

    private static SchedulerOptions Changes(
        (Scheduler Scheduler, SchedulerOptions Options) stated, string path, CheckpointMarkers markers, RunWarnings warnings)
    {
        SchedulerKind kind = Schedulers.KindOf(stated.Scheduler.ClassName);
        SchedulerOptions changes = markers.ZeroSnr ? new() { RescaleBetasZeroSnr = true } : SchedulerOptions.Empty;
        if (markers.Prediction is not var (type, reason)) return changes;
        PredictionType before = stated.Options.PredictionType ?? kind.Defaults.PredictionType ?? PredictionType.Epsilon;
        if (kind.Accepts.Contains(Option.PredictionType)) return before == type ? changes : changes with { PredictionType = type };

        // Schedules of flow matching have no such option, and files of their models no such truth.
        if (type is not (PredictionType.Epsilon or PredictionType.FlowPrediction))
            warnings.Add($"{path}: {reason} says that the model predicts '{type}', but {kind.ClassName} has no such option.");
        return changes;
    }

    /// <summary>
    /// As diffusers samples CosXL (https://github.com/huggingface/diffusers/blob/v0.42.1/docs/source/en/api/pipelines/pix2pix.md) and
    /// ComfyUI its <c>V_PREDICTION_EDM</c>: noise levels evenly spaced in their logarithm, data of deviation 1.
    /// </summary>
    private static (Scheduler Scheduler, SchedulerOptions Options) Edm(string path, (double Min, double Max) levels)
    {
        if (!(levels.Min > 0 && levels.Min < levels.Max))
            throw new ModelFormatException(
                $"{path}: 'edm_vpred.sigma_min' is {Shown.Of(levels.Min)} and 'edm_vpred.sigma_max' {Shown.Of(levels.Max)}; "
                + "they must be above 0, and the first below the second.");
        SchedulerOptions options = new()
        {
            SigmaMin = levels.Min, SigmaMax = levels.Max, SigmaData = 1,
            SigmaSchedule = EdmSigmaSchedule.Exponential, PredictionType = PredictionType.VPrediction,
        };
        return (EdmEulerRun.Kind.Create(options), options);
    }
}
