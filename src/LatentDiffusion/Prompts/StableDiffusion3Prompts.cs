using LatentDiffusion.Model;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Prompts;

/// <summary>
/// Prompts of Stable Diffusion 3: the hidden states of both CLIP encoders side by side, filled up to the size of T5's, then those of T5;
/// the pooled states of both CLIP encoders (Esser et al. 2024, section 4).
/// </summary>
/// <param name="first">First CLIP encoder.</param>
/// <param name="second">Second CLIP encoder.</param>
/// <param name="t5">T5, or null to put zeros in place of its states.</param>
/// <param name="size">Size of the transformer's hidden states of prompts.</param>
/// <param name="t5Tokens">Tokens of T5 where a request is silent.</param>
internal sealed class StableDiffusion3Prompts(
    HiddenStateEncoder first, HiddenStateEncoder second, T5Encoder? t5, int size, int t5Tokens) : IPromptEncoder
{
    private const string States = "encoder_hidden_states", Pooled = "pooled_projections";

    /// <inheritdoc/>
    public IReadOnlyList<string> Inputs => [States, Pooled];

    /// <inheritdoc/>
    public Conditioning Encode(GenerationPlan plan, int steps, CancellationToken cancellationToken)
    {
        int clipSkip = plan.Request.OptionsOf<StableDiffusionOptions>().ClipSkip;
        int? asked = plan.Request.OptionsOf<StableDiffusion3Options>().MaxSequenceLength;
        List<string> warnings = [];
        IReadOnlyList<ConditionTensor> positive = Branch("prompt", plan.Request.Prompt, clipSkip);
        if (plan.GuidanceScale <= 1) return new Conditioning([positive], null, warnings);
        // diffusers skips no layers for the negative prompt.
        IReadOnlyList<ConditionTensor> negative = Branch("negative prompt", plan.Request.NegativePrompt ?? "", skip: 0);
        return new Conditioning([negative, positive], new ClassifierFreeGuidance(plan.GuidanceScale, plan.GuidanceRescale), warnings);

        IReadOnlyList<ConditionTensor> Branch(string name, string prompt, int skip)
        {
            TextEncoding a = first.Encode(prompt, chunks: null, skip, cancellationToken);
            TextEncoding b = second.Encode(prompt, chunks: null, skip, cancellationToken);
            TextEncoding clip = TextEncoding.SideBySide([a, b]);
            TextEncoding? last = t5?.Encode(prompt, asked, cancellationToken);
            clip.Warn(name, warnings, "CLIP text encoders");
            last?.Warn(name, warnings, "T5 text encoder");
            return
            [
                Join(clip, last, T5Encoder.Tokens(asked, t5Tokens)),
                new ConditionTensor(Pooled, [.. a.Pooled, .. b.Pooled], [a.Pooled.Length + b.Pooled.Length]),
            ];
        }
    }

    private ConditionTensor Join(TextEncoding clip, TextEncoding? last, int lastTokens)
    {
        int tokens = (int)clip.Shape[0], width = (int)clip.Shape[1];
        float[] states = new float[(tokens + lastTokens) * size];
        for (int token = 0; token < tokens; token++) clip.States.AsSpan(token * width, width).CopyTo(states.AsSpan(token * size));
        last?.States.CopyTo(states, tokens * size);
        return new ConditionTensor(States, states, [tokens + lastTokens, size]);
    }
}
