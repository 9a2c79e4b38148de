using System.Numerics.Tensors;

namespace LatentDiffusion;

/// <summary>Between the latents of an autoencoder and those of the denoiser: <c>(z - shift) * factor</c>.</summary>
/// <param name="Factor">The configuration's <c>scaling_factor</c>.</param>
/// <param name="Shift">The configuration's <c>shift_factor</c>.</param>
internal sealed record LatentScaling(float Factor, float Shift)
{
    /// <summary>
    /// AutoencoderKL's default in diffusers, which is Stable Diffusion's (Rombach et al. 2022, section 4.3.2 and the model's
    /// configuration).
    /// </summary>
    private const double DefaultFactor = 0.18215;

    /// <summary>Reads the configuration of an autoencoder.</summary>
    public static LatentScaling From(ModelConfig config) =>
        new((float)(config.Optional<double?>("scaling_factor") ?? DefaultFactor), (float)(config.Optional<double?>("shift_factor") ?? 0));

    /// <summary>Latents of the denoiser to those of the autoencoder.</summary>
    public void ToVae(ReadOnlySpan<float> latents, Span<float> destination)
    {
        TensorPrimitives.Divide(latents, Factor, destination);
        if (Shift != 0) TensorPrimitives.Add(destination, Shift, destination);
    }

    /// <summary>Latents of the autoencoder to those of the denoiser, in place.</summary>
    public void FromVae(Span<float> latents)
    {
        if (Shift != 0) TensorPrimitives.Subtract(latents, Shift, latents);
        TensorPrimitives.Multiply(latents, Factor, latents);
    }
}
