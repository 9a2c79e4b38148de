namespace LatentDiffusion;

/// <summary>Options of Sana.</summary>
public sealed record SanaOptions : PixArtOptions
{
    /// <summary>
    /// What the language model is told before the prompt. Default null: the instruction of the pipeline in diffusers, to enhance the prompt
    /// (<c>complex_human_instruction</c>). Empty: nothing.
    /// </summary>
    public string? PromptInstruction { get; init; }
}
