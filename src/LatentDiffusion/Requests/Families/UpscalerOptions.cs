namespace LatentDiffusion;

/// <summary>Options of the x4 upscaler of Stable Diffusion 2.</summary>
public sealed record UpscalerOptions : StableDiffusionOptions
{
    /// <summary>How much noise is put on the small picture, 0 to the model's <c>max_noise_level</c>. Default 20.</summary>
    public int NoiseLevel { get; init; } = 20;
}
