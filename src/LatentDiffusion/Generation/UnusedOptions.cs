using LatentDiffusion.Errors;
using LatentDiffusion.Model;
using LatentDiffusion.Requests;
using LatentDiffusion.Scheduling;

namespace LatentDiffusion.Generation;

/// <summary>The options of a request that had no effect on its pictures, because the model or the method has no use for them.</summary>
internal static class UnusedOptions
{
    // Encoders that know more about it say so themselves.
    private static bool IsOfNegative(string warning) => warning.Contains("negative prompt", StringComparison.OrdinalIgnoreCase);

    /// <summary>A sentence for each.</summary>
    /// <param name="asked">The request as it was given.</param>
    /// <param name="plan">What was made of it.</param>
    /// <param name="model">The model.</param>
    /// <param name="prompt">What the denoiser was conditioned on.</param>
    public static IEnumerable<string> Of(GenerationRequest asked, GenerationPlan plan, LatentModel model, Conditioning prompt)
    {
        if (asked.Image?.Strength is not null && !model.Start.UsesStrength(asked))
            yield return "Image.Strength has no effect where the schedule begins later, with Schedule.Start.";
        if (asked.GuidanceScale is not null && !model.Prompts.ReadsGuidance)
            yield return $"{nameof(asked.GuidanceScale)} has no effect with the model '{Shown.Of(model.Name)}', which takes none.";
        if (prompt.Guidance is null && !string.IsNullOrEmpty(asked.NegativePrompt) && !prompt.Warnings.Any(IsOfNegative))
            yield return "The negative prompt has no effect without guidance, which this scale or model turns off.";
        if (prompt.Guidance is null && asked.GuidanceRescale != 0)
            yield return $"{nameof(asked.GuidanceRescale)} has no effect without guidance, which this scale or model turns off.";
        if (asked.Schedule.Eta != 0 && Schedulers.Find(plan.Scheduler.ClassName) is { } kind && !kind.Accepts.Contains(Option.Eta))
            yield return $"Schedule.Eta has no effect with {plan.Scheduler.ClassName}.";
    }
}
