using LatentDiffusion.Model;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Generation;

/// <summary>
/// Tells of a scheduler that takes what the model predicts for something else, which draws, but nothing that was asked for.
/// </summary>
internal static class MisfitScheduler
{
    /// <summary>A warning, or null where the scheduler is for such models.</summary>
    /// <param name="plan">What is drawn.</param>
    /// <param name="model">The model.</param>
    public static string? Of(GenerationPlan plan, LatentModel model)
    {
        if (Schedulers.Find(plan.Scheduler.ClassName) is null) return null; // the user's own
        bool isFlow = IsFlow(model.Scheduler, model.SchedulerOptions);
        if (IsFlow(plan.Scheduler, model.SchedulerOptions) == isFlow) return null;
        string own = $"but the model's own, {model.Scheduler.ClassName}, says that it";
        return isFlow
            ? $"{plan.Scheduler.ClassName} is not told of flow matching, {own} was trained by that. The picture is likely wrong; "
                + "schedulers for it are FlowMatch..., and others with prediction_type flow_prediction and use_flow_sigmas."
            : $"{plan.Scheduler.ClassName} is for models of flow matching, {own} was not trained by that. The picture is likely wrong.";
    }

    private static bool IsFlow(Scheduler scheduler, SchedulerOptions model) =>
        scheduler.ClassName.StartsWith("FlowMatch", StringComparison.Ordinal)
        || scheduler.Options.Over(model).PredictionType == PredictionType.FlowPrediction;
}
