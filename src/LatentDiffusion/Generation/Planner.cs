using LatentDiffusion.Errors;
using LatentDiffusion.Model;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Generation;

/// <summary>Makes plans of requests.</summary>
internal static class Planner
{
    /// <summary>Checks a request and completes it.</summary>
    /// <exception cref="ArgumentException">A value breaks a rule; the message names both.</exception>
    public static FramedPlan Of(GenerationRequest request, LatentModel model)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentRule.Require(request.Schedule is not null, nameof(request.Schedule), null, "must not be null");
        InpaintingFrame frame = InpaintingFrame.Around(request, model);
        request = frame.Request;
        int steps = request.Steps ?? request.Schedule.Points ?? model.Defaults.StepsFor(request);
        double guidance = request.GuidanceScale ?? model.Defaults.GuidanceScaleFor(request);
        double strength = request.Image?.Strength ?? (request.Mask is null ? model.Defaults.Strength : model.Defaults.InpaintingStrength);
        RequestRules.Check(request, model, steps, guidance, strength);
        DrawingSize size = DrawingSize.Of(request, model);
        GenerationPlan plan = new()
        {
            Request = request,
            Width = size.Drawn.Width,
            Height = size.Drawn.Height,
            Output = size.Output,
            Latent = size.Latent,
            Steps = steps,
            GuidanceScale = (float)guidance,
            Strength = model.Start.UsesStrength(request) ? strength : 1,
            UsesStrength = model.Start.UsesStrength(request),
            Seed = request.Seed ?? Random.Shared.Next(),
            Scheduler = model.SchedulerFor(request),
            Controls = [.. request.Controls.Select((control, i) => control.Completed(i, model.Defaults.ControlScaleFor(request)))],
        };
        return new FramedPlan(
            request.Schedule.Points is null ? plan : plan with { Steps = model.Schedule.Points(plan, model) }, frame);
    }
}
