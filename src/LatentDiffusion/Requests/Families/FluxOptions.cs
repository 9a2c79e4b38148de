namespace LatentDiffusion;

/// <summary>Options of Flux.</summary>
public sealed record FluxOptions : FamilyOptions
{
    /// <summary>
    /// Tokens that T5 sees of a prompt, 1 to 512; longer prompts are cut. It changes the picture even where nothing is cut. Default null:
    /// 512, as in diffusers.
    /// </summary>
    public int? MaxSequenceLength { get; init; }

    /// <summary>
    /// Classifier-free guidance by the negative prompt, on top of the guidance that the model has learnt (diffusers'
    /// <c>true_cfg_scale</c>). Any finite number; above 1, and with a <see cref="GenerationRequest.NegativePrompt"/>, it doubles the work.
    /// Default 1: none.
    /// </summary>
    public double TrueGuidanceScale { get; init; } = 1;

    /// <inheritdoc/>
    internal override void Check()
    {
        RequireTokens(MaxSequenceLength);
        RequireSingle(nameof(TrueGuidanceScale), TrueGuidanceScale);
    }
}
