namespace LatentDiffusion;

/// <summary>The options of a request that had no effect on its pictures, because the model or the method has no use for them.</summary>
internal static class UnusedOptions
{
    private static readonly GenerationRequest Silent = new("");

    /// <summary>Options of some families only, and whether a request sets them.</summary>
    private static readonly (string Name, Func<GenerationRequest, bool> IsSet)[] OfFamilies =
    [
        (nameof(GenerationRequest.ClipSkip), r => r.ClipSkip != Silent.ClipSkip),
        (nameof(GenerationRequest.MaxSequenceLength), r => r.MaxSequenceLength is not null),
        (nameof(GenerationRequest.TrueGuidanceScale), r => r.TrueGuidanceScale != Silent.TrueGuidanceScale),
        (nameof(GenerationRequest.SizeConditioning), r => r.SizeConditioning != Silent.SizeConditioning),
        (nameof(GenerationRequest.ImageGuidanceScale), r => r.ImageGuidanceScale != Silent.ImageGuidanceScale),
        (nameof(GenerationRequest.NoiseLevel), r => r.NoiseLevel != Silent.NoiseLevel),
        (nameof(GenerationRequest.PromptInstruction), r => r.PromptInstruction is not null),
    ];

    /// <summary>A sentence for each.</summary>
    /// <param name="asked">The request as it was given.</param>
    /// <param name="plan">What was made of it.</param>
    /// <param name="model">The model.</param>
    /// <param name="prompt">What the denoiser was conditioned on.</param>
    public static IEnumerable<string> Of(GenerationRequest asked, GenerationPlan plan, LatentModel model, Conditioning prompt)
    {
        foreach (var (name, isSet) in OfFamilies)
            if (isSet(asked) && !model.Prompts.Reads.Contains(name))
                yield return $"{name} has no effect with models of the family {model.Family}.";
        if (asked.Strength is not null && !model.Start.UsesStrength(asked))
            yield return $"{nameof(asked.Strength)} has no effect without a picture to start from, or with this kind of model.";
        if (prompt.Guidance is null && !string.IsNullOrEmpty(asked.NegativePrompt) && prompt.Warnings.Count == 0)
            yield return "The negative prompt has no effect without guidance, which this scale or model turns off.";
        if (prompt.Guidance is null && asked.GuidanceRescale != 0)
            yield return $"{nameof(asked.GuidanceRescale)} has no effect without guidance, which this scale or model turns off.";
        if (asked.Eta != 0 && Schedulers.Find(plan.Scheduler.ClassName) is { } kind && !kind.Accepts.Contains(Option.Eta))
            yield return $"{nameof(asked.Eta)} has no effect with {plan.Scheduler.ClassName}.";
    }
}
