namespace LatentDiffusion;

/// <summary>
/// Prompts of Stable Diffusion XL: the hidden states of its encoders side by side, the pooled state of the last, and the sizes that the picture
/// is conditioned on.
/// </summary>
/// <param name="encoders">One encoder (refiner) or two.</param>
/// <param name="input">Input of the denoiser that takes the hidden states.</param>
internal sealed class StableDiffusionXlPrompts(IReadOnlyList<HiddenStateEncoder> encoders, string input) : IPromptEncoder
{
    private const string Pooled = "text_embeds", Sizes = "time_ids";

    /// <summary>Whether an absent negative prompt is all zeros (<c>force_zeros_for_empty_prompt</c>).</summary>
    public required bool ZerosForNoNegative { get; init; }

    /// <summary>Whether an aesthetic score stands in place of the target size (<c>requires_aesthetics_score</c>, the refiner).</summary>
    public required bool RatesAesthetics { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Inputs => [input, Pooled, Sizes];

    /// <inheritdoc/>
    public Conditioning Encode(GenerationPlan plan, CancellationToken cancellationToken)
    {
        List<string> warnings = [];
        TextEncoding positive = Join(plan.Request.Prompt, plan, cancellationToken);
        positive.Warn("prompt", warnings);
        IReadOnlyList<ConditionTensor> conditional = Branch(positive, SizesOf(plan, negative: false));
        if (plan.GuidanceScale <= 1) return new Conditioning([conditional], null, warnings);

        TextEncoding negative = plan.Request.NegativePrompt is null && ZerosForNoNegative
            ? positive.Zeros()
            : Join(plan.Request.NegativePrompt ?? "", plan, cancellationToken);
        negative.Warn("negative prompt", warnings);
        return new Conditioning(
            [Branch(negative, SizesOf(plan, negative: true)), conditional],
            new ClassifierFreeGuidance(plan.GuidanceScale, plan.GuidanceRescale), warnings);
    }

    private IReadOnlyList<ConditionTensor> Branch(TextEncoding text, float[] sizes) =>
    [
        new ConditionTensor(input, text.States, text.Shape),
        new ConditionTensor(Pooled, text.Pooled, [text.Pooled.Length]),
        new ConditionTensor(Sizes, sizes, [sizes.Length]),
    ];

    private TextEncoding Join(string prompt, GenerationPlan plan, CancellationToken cancellationToken)
    {
        TextEncoding[] parts = [.. encoders.Select(e => e.Encode(prompt, plan.Request.ClipSkip, cancellationToken))];
        return parts is [var only] ? only : TextEncoding.SideBySide(parts);
    }

    /// <summary>Original size, crop and target size, heights first. Image to image keeps the unconditional branch uncropped, as diffusers does.</summary>
    private float[] SizesOf(GenerationPlan plan, bool negative)
    {
        SizeConditioning given = plan.Request.SizeConditioning;
        bool uncropped = negative && (plan.Request.InitImage is not null || plan.Request.InitLatents is not null);
        float[] common =
        [
            given.OriginalHeight ?? plan.Height, given.OriginalWidth ?? plan.Width,
            uncropped ? 0 : given.CropTop, uncropped ? 0 : given.CropLeft,
        ];
        return RatesAesthetics
            ? [.. common, (float)(negative ? given.NegativeAestheticScore : given.AestheticScore)]
            : [.. common, given.TargetHeight ?? plan.Height, given.TargetWidth ?? plan.Width];
    }
}
