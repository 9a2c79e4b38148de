using LatentDiffusion.Model;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Prompts;

/// <summary>
/// Prompts of Flux: CLIP's pooled state, T5's hidden states, the positions of both kinds of tokens, and where the model is distilled for it
/// the guidance scale. A negative prompt counts only for guidance on top of that.
/// </summary>
/// <param name="clip">CLIP.</param>
/// <param name="t5">T5.</param>
/// <param name="takesGuidance">Whether the guidance scale is an input of the transformer.</param>
internal sealed class FluxPrompts(TextEncoder clip, T5Encoder t5, bool takesGuidance) : IPromptEncoder
{
    /// <summary>Input of the distilled guidance scale.</summary>
    public const string GuidanceInput = "guidance";

    private const string States = "encoder_hidden_states", Pooled = "pooled_projections", TextIds = "txt_ids", ImageIds = "img_ids";
    private const int Axes = 3; // of a position: an unused one, row, column

    /// <inheritdoc/>
    public IReadOnlyList<string> Inputs =>
        takesGuidance ? [States, Pooled, TextIds, ImageIds, GuidanceInput] : [States, Pooled, TextIds, ImageIds];

    /// <inheritdoc/>
    public bool ReadsGuidance => takesGuidance;

    /// <inheritdoc/>
    public Conditioning Encode(GenerationPlan plan, int steps, CancellationToken cancellationToken)
    {
        FluxOptions options = plan.Request.OptionsOf<FluxOptions>();
        float scale = (float)options.TrueGuidanceScale;
        List<string> warnings = [];
        ConditionTensor positions = Positions(plan.Latent);
        IReadOnlyList<ConditionTensor> positive = Branch("prompt", plan.Request.Prompt);
        if (plan.Request.NegativePrompt is { } negative && scale > 1)
            return new Conditioning(
                [Branch("negative prompt", negative), positive],
                new ClassifierFreeGuidance(scale, plan.GuidanceRescale),
                warnings);
        if (!string.IsNullOrEmpty(plan.Request.NegativePrompt))
            warnings.Add("The negative prompt has no effect: Flux needs an Options.TrueGuidanceScale above 1 for it.");
        return new Conditioning([positive], null, warnings);

        IReadOnlyList<ConditionTensor> Branch(string name, string prompt)
        {
            TextEncoding pooled = clip.Encode(prompt, "last_hidden_state", "pooler_output", cancellationToken);
            TextEncoding text = t5.Encode(prompt, options.MaxSequenceLength, cancellationToken);
            pooled.Warn(name, warnings, "CLIP text encoder");
            text.Warn(name, warnings, "T5 text encoder");
            ConditionTensor[] common =
            [
                new(States, text.States, text.Shape), new(Pooled, pooled.Pooled, [pooled.Pooled.Length]),
                new(TextIds, new float[text.Shape[0] * Axes], [text.Shape[0], Axes]), positions,
            ];
            return takesGuidance ? [.. common, new ConditionTensor(GuidanceInput, [plan.GuidanceScale], [])] : common;
        }
    }

    /// <summary>Row and column of each patch; text is at the origin.</summary>
    private static ConditionTensor Positions(LatentShape latent)
    {
        int rows = latent.Height / PackedLayout.PatchSize, columns = latent.Width / PackedLayout.PatchSize;
        float[] ids = new float[rows * columns * Axes];
        for (int patch = 0; patch < rows * columns; patch++)
            (ids[patch * Axes + 1], ids[patch * Axes + 2]) = (patch / columns, patch % columns);
        return new ConditionTensor(ImageIds, ids, [rows * columns, Axes]);
    }
}
