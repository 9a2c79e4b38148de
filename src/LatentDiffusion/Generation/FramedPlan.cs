using System.Globalization;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Generation;

/// <summary>A plan, and how what is drawn by it becomes what the user asked for.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Frame">What lies around an inpainting.</param>
internal sealed record FramedPlan(GenerationPlan Plan, InpaintingFrame Frame)
{
    /// <summary>The plan of the first pass, where this is the second of a <see cref="HiresFix"/>; else null.</summary>
    public GenerationPlan? Small { get; init; }

    /// <summary>What the user should be told, of both passes.</summary>
    public IEnumerable<string> Warnings => (Small?.Warnings.All ?? []).Union(Plan.Warnings.All);

    private GenerationPlan First => Small ?? Plan;

    /// <summary>How picture k of the batch is made, for its file.</summary>
    public GenerationParameters Parameters(int k, string model) => new()
    {
        Prompt = Plan.Request.WrittenPrompt ?? Plan.Request.Prompt,
        NegativePrompt = Plan.Request.NegativePrompt ?? "",
        Steps = First.Steps,
        Sampler = Plan.Scheduler.ClassName,
        GuidanceScale = Plan.Request.GuidanceScale ?? Plan.GuidanceScale, // as it was written, not as the nearest float
        Seed = Plan.SeedOf(k),
        Width = First.Output.Width,
        Height = First.Output.Height,
        Model = model,
        Strength = Plan.Strength < 1 || Small is not null ? Plan.Strength : null,
        Other = [.. Frame.TextFields(), .. Small is null ? [] : Plan.Request.Hires!.TextFields(), .. ScheduleFields()],
    };

    /// <summary>What was drawn, as the user gets it.</summary>
    public RgbImage Finish(RgbImage drawn) => Frame.Finish(drawn);

    private IEnumerable<KeyValuePair<string, string>> ScheduleFields()
    {
        if (First.Request.Schedule is not { Points: not null } schedule) yield break;
        string numbers = string.Join(' ', (schedule.Timesteps ?? schedule.Sigmas)!.Select(x => x.ToString(CultureInfo.InvariantCulture)));
        yield return new(schedule.Sigmas is null ? nameof(schedule.Timesteps) : nameof(schedule.Sigmas), numbers);
    }
}
