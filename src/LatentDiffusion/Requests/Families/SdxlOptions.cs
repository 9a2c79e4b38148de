namespace LatentDiffusion;

/// <summary>Options of Stable Diffusion XL and its refiner.</summary>
public sealed record SdxlOptions : StableDiffusionOptions
{
    /// <summary>The sizes that the picture is conditioned on. Default: those of the picture itself.</summary>
    public SizeConditioning SizeConditioning { get; init; } = new();

    /// <inheritdoc/>
    internal override void Check()
    {
        base.Check();
        Require(SizeConditioning is not null, nameof(SizeConditioning), "null", "must not be null");
    }
}
