using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.Prompts;

/// <summary>
/// Prompts of Sana: an instruction to the language model goes before the prompt, and of the states those of the first token and of the last
/// ones are kept (Xie et al. 2024, https://arxiv.org/abs/2410.10629, section 2.3).
/// </summary>
/// <param name="encoder">The text encoder.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="tokens">Tokens where a request is silent.</param>
internal sealed class SanaPrompts(TextEncoder encoder, PromptTokenizer tokenizer, int tokens) : MaskedPrompts(encoder, tokens)
{
    /// <summary>The default of diffusers' pipeline_sana.py, <c>complex_human_instruction</c>.</summary>
    private static readonly string DefaultInstruction =
        """
        Given a user prompt, generate an 'Enhanced prompt' that provides detailed visual descriptions suitable for image generation. Evaluate the level of detail in the user prompt:
        - If the prompt is simple, focus on adding specifics about colors, shapes, sizes, textures, and spatial relationships to create vivid and concrete scenes.
        - If the prompt is already detailed, refine and enhance the existing details slightly without overcomplicating.
        Here are examples of how to transform or refine prompts:
        - User Prompt: A cat sleeping -> Enhanced: A small, fluffy white cat curled up in a round shape, sleeping peacefully on a warm sunny windowsill, surrounded by pots of blooming red flowers.
        - User Prompt: A busy city street -> Enhanced: A bustling city street scene at dusk, featuring glowing street lamps, a diverse crowd of people in colorful clothing, and a double-decker bus passing by towering glass skyscrapers.
        Please generate only the enhanced description for the prompt below and avoid including any additional commentary or evaluations:
        """.ReplaceLineEndings("\n") + "\nUser Prompt: ";

    /// <inheritdoc/>
    protected override TextEncoding EncodePrompt(GenerationRequest request, CancellationToken cancellationToken)
    {
        string instruction = request.OptionsOf<SanaOptions>().PromptInstruction ?? DefaultInstruction;
        if (instruction.Length == 0) return base.EncodePrompt(request, cancellationToken);
        int kept = Tokens(request), instructed = tokenizer.Encode(instruction).Count + 1; // and the begin token
        TextEncoding all = Run(instruction + Clean(request.Prompt, request), instructed + kept - 2, cancellationToken);
        int skipped = (int)all.Shape[0] - kept, width = (int)all.Shape[1];
        return all with
        {
            States = [.. all.States.AsSpan(0, width), .. all.States.AsSpan((skipped + 1) * width)],
            Shape = [kept, width],
            Tokens = Math.Max(all.Tokens - skipped, 1),
        };
    }
}
