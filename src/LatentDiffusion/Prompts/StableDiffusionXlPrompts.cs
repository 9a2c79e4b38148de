using LatentDiffusion.Model;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Prompts;

/// <summary>
/// Prompts of Stable Diffusion XL: the hidden states of its encoders side by side, the pooled state of the last, and the sizes that the
/// picture is conditioned on.
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
    public bool ReadsWeights => true;

    /// <inheritdoc/>
    public (int Count, int Room)? CountTokens(string prompt, PromptSyntax syntax) => encoders[0].CountTokens(prompt, syntax);

    /// <inheritdoc/>
    public Conditioning Encode(GenerationPlan plan, int steps, CancellationToken cancellationToken)
    {
        List<string> warnings = [];
        PromptReading prompts = new(plan, steps, guides: plan.GuidanceScale > 1);
        int? chunks = prompts.Chunks(text => encoders.Max(encoder => encoder.CountChunks(text)));
        bool zeros = plan.Request.NegativePrompt is null && ZerosForNoNegative;
        // diffusers skips no layers for the negative prompt.
        return prompts.Condition(
            prompt => Branch(
                Encode("prompt", prompt, plan.Request.OptionsOf<StableDiffusionOptions>().ClipSkip), SizesOf(plan, negative: false)),
            negative => Branch(zeros ? Negative(negative).Zeros() : Negative(negative), SizesOf(plan, negative: true)),
            warnings);

        ScheduledEncoding Negative(ScheduledPrompt prompt) => Encode("negative prompt", prompt, skip: 0);

        ScheduledEncoding Encode(string name, ScheduledPrompt prompt, int skip) =>
            prompt.Encode(text => Join(text, chunks, skip, cancellationToken)).Warn(name, warnings);
    }

    private IReadOnlyList<ConditionTensor> Branch(ScheduledEncoding text, float[] sizes) =>
        [text.States(input), text.Pooled(Pooled), new ConditionTensor(Sizes, sizes, [sizes.Length])];

    private TextEncoding Join(string prompt, int? chunks, int skip, CancellationToken cancellationToken)
    {
        TextEncoding[] parts = [.. encoders.Select(encoder => encoder.Encode(prompt, chunks, skip, cancellationToken))];
        return parts is [var only] ? only : TextEncoding.SideBySide(parts);
    }

    /// <summary>Original size, crop and target size, heights first.</summary>
    private float[] SizesOf(GenerationPlan plan, bool negative)
    {
        GenerationRequest request = plan.Request;
        SizeConditioning sizes = request.OptionsOf<SdxlOptions>().SizeConditioning;
        if (negative) sizes = sizes.OfNegative(request.InitImage is not null || request.InitLatents is not null, RatesAesthetics);
        float[] common = [sizes.OriginalHeight ?? plan.Height, sizes.OriginalWidth ?? plan.Width, sizes.CropTop, sizes.CropLeft];
        return RatesAesthetics
            ? [.. common, (float)sizes.AestheticScore]
            : [.. common, sizes.TargetHeight ?? plan.Height, sizes.TargetWidth ?? plan.Width];
    }
}
