namespace LatentDiffusion;

/// <summary>Options of Stable Diffusion 3.</summary>
public sealed record StableDiffusion3Options : StableDiffusionOptions
{
    /// <summary>
    /// Tokens that T5 sees of a prompt, 1 to 512; longer prompts are cut. It changes the picture even where nothing is cut. Default null:
    /// 256, as in diffusers.
    /// </summary>
    public int? MaxSequenceLength { get; init; }

    /// <inheritdoc/>
    internal override void Check()
    {
        base.Check();
        RequireTokens(MaxSequenceLength);
    }
}
