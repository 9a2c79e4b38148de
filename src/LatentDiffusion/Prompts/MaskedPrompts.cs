using LatentDiffusion.Model;
using LatentDiffusion.Requests;
using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.Prompts;

/// <summary>
/// Prompts whose padding the transformer must not attend to: hidden states with their mask (PixArt; Sana derives from it). As in diffusers
/// they are lower-cased and trimmed.
/// </summary>
/// <param name="encoder">The text encoder.</param>
/// <param name="tokens">Tokens where a request is silent.</param>
internal class MaskedPrompts(TextEncoder encoder, int tokens) : IPromptEncoder
{
    private const string States = "encoder_hidden_states", Mask = "encoder_attention_mask", Output = "last_hidden_state";

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> Inputs => [States, Mask];

    /// <inheritdoc/>
    public Conditioning Encode(GenerationPlan plan, int steps, CancellationToken cancellationToken)
    {
        List<string> warnings = [];
        if (plan.Request.OptionsOf<PixArtOptions>().CleanCaption
            && CaptionCleaning.HasMarkup($"{plan.Request.Prompt} {plan.Request.NegativePrompt}"))
            warnings.Add("A prompt holds markup, which the cleaning of captions leaves where it is.");
        IReadOnlyList<ConditionTensor> positive = Branch("prompt", EncodePrompt(plan.Request, cancellationToken));
        if (plan.GuidanceScale <= 1) return new Conditioning([positive], null, warnings);
        string negativePrompt = Clean(plan.Request.NegativePrompt ?? "", plan.Request);
        IReadOnlyList<ConditionTensor> negative =
            Branch("negative prompt", Run(negativePrompt, Tokens(plan.Request), cancellationToken));
        return new Conditioning([negative, positive], new ClassifierFreeGuidance(plan.GuidanceScale, plan.GuidanceRescale), warnings);

        IReadOnlyList<ConditionTensor> Branch(string name, TextEncoding encoding)
        {
            encoding.Warn(name, warnings);
            float[] mask = new float[encoding.Shape[0]];
            mask.AsSpan(0, encoding.Tokens).Fill(1);
            return
            [
                new ConditionTensor(States, encoding.States, encoding.Shape),
                new ConditionTensor(Mask, mask, [mask.Length]),
                .. Extra(plan),
            ];
        }
    }

    /// <summary>What a family adds to each branch.</summary>
    protected virtual IReadOnlyList<ConditionTensor> Extra(GenerationPlan plan) => [];

    /// <summary>Encodes the prompt of a request.</summary>
    protected virtual TextEncoding EncodePrompt(GenerationRequest request, CancellationToken cancellationToken) =>
        Run(Clean(request.Prompt, request), Tokens(request), cancellationToken);

    /// <summary>Encodes a text, padded to or cut at a number of tokens.</summary>
    protected TextEncoding Run(string text, int length, CancellationToken cancellationToken) =>
        encoder.Encode(text, Output, pooled: null, cancellationToken, length);

    /// <summary>Tokens of the prompts of a request.</summary>
    protected int Tokens(GenerationRequest request) => request.OptionsOf<PixArtOptions>().MaxSequenceLength ?? tokens;

    /// <summary>What diffusers does to captions (<c>_text_preprocessing</c>).</summary>
    protected static string Clean(string prompt, GenerationRequest request) =>
        request.OptionsOf<PixArtOptions>().CleanCaption ? CaptionCleaning.Clean(prompt) : UnicodeNormalization.Lower(prompt).Trim();
}
