using LatentDiffusion.Checkpoints;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Prompts;

/// <summary>Prompts of the models with one CLIP text encoder: its last hidden state, with classifier-free guidance.</summary>
/// <param name="encoder">The text encoder.</param>
/// <param name="input">Input of the denoiser that takes the hidden states.</param>
internal class ClipPrompts(TextEncoder encoder, string input) : IPromptEncoder
{
    private const string States = "last_hidden_state";

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> Inputs => [input];

    /// <summary>The encoder that a folder holds as <c>text_encoder</c> and <c>tokenizer</c>.</summary>
    /// <exception cref="ModelFormatException">One of them is not right.</exception>
    public static TextEncoder Encoder(ModelFolder folder, GraphSet graphs)
    {
        TextEncoder encoder = new(graphs["text_encoder"], folder.ClipTokenizer("text_encoder", "tokenizer"));
        encoder.Require(States);
        if (encoder.TakesMask || !folder.Files("text_encoder").Has(ModelConfig.FileName)) return encoder;
        ModelConfig config = folder.Config("text_encoder");
        return config.Optional<bool?>("use_attention_mask") != true
            ? encoder
            : throw new ModelFormatException(
                $"{config.Path}: 'use_attention_mask' is true, but the graph takes no attention mask ({encoder.Path}).");
    }

    /// <inheritdoc/>
    public bool ReadsWeights => true;

    /// <inheritdoc/>
    public (int Count, int Room)? CountTokens(string prompt, PromptSyntax syntax) => encoder.CountTokens(prompt, syntax);

    /// <inheritdoc/>
    public virtual Conditioning Encode(GenerationPlan plan, int steps, CancellationToken cancellationToken)
    {
        List<string> warnings = [];
        PromptReading prompts = new(plan, steps, Guides(plan));
        int? chunks = prompts.Chunks(encoder.CountChunks);
        // diffusers skips no layers for the negative prompt.
        return prompts.Condition(
            prompt => Branch("prompt", prompt, plan.Request.OptionsOf<StableDiffusionOptions>().ClipSkip),
            negative => Branch("negative prompt", negative, clipSkip: 0),
            warnings);

        IReadOnlyList<ConditionTensor> Branch(string name, ScheduledPrompt prompt, int clipSkip) =>
            [prompt.Encode(text => Encode(text, chunks, clipSkip, cancellationToken)).Warn(name, warnings).States(input), .. Extra(plan)];
    }

    /// <summary>Whether there is a negative branch.</summary>
    protected virtual bool Guides(GenerationPlan plan) => plan.GuidanceScale > 1;

    /// <summary>What a family adds to each branch.</summary>
    protected virtual IReadOnlyList<ConditionTensor> Extra(GenerationPlan plan) => [];

    /// <summary>Encodes a text, leaving out some of the last layers.</summary>
    private TextEncoding Encode(string text, int? chunks, int clipSkip, CancellationToken cancellationToken)
    {
        string output = clipSkip == 0 ? States : FormattableString.Invariant($"clip_skip.{clipSkip}");
        if (!encoder.Has(output))
            throw new ArgumentException(
                $"Options.ClipSkip is {clipSkip}, but the text encoder was exported without an output '{output}' ({encoder.Path}).",
                "request");
        return encoder.Encode(text, chunks, output, pooled: null, cancellationToken);
    }
}
