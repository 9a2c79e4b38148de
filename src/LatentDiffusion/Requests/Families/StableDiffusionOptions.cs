namespace LatentDiffusion;

/// <summary>Options of Stable Diffusion 1 and 2 and all other models with a CLIP text encoder whose layers can be left out.</summary>
public record StableDiffusionOptions : FamilyOptions
{
    /// <summary>
    /// Layers of the CLIP text encoder to leave out at its end, 0 or more, as diffusers counts them. The negative prompt is encoded with
    /// all layers, as there. Default 0.
    /// </summary>
    public int ClipSkip { get; init; }

    /// <inheritdoc/>
    internal override void Check() => Require(ClipSkip >= 0, nameof(ClipSkip), ClipSkip, "must be 0 (none) or more");
}
