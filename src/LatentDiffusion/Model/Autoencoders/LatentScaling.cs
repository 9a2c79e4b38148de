using System.Numerics.Tensors;
using LatentDiffusion.Checkpoints;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Model;

/// <summary>
/// Between the latents of an autoencoder and those of the denoiser: <c>(z - shift) * factor</c>, or <c>(z - mean) * factor / deviation</c>
/// in each channel. Which of them counts is a matter of the family; the configuration may state more.
/// </summary>
/// <param name="Factor">The configuration's <c>scaling_factor</c>.</param>
/// <param name="Shift">Its <c>shift_factor</c>, where the family has one.</param>
internal sealed record LatentScaling(float Factor, float Shift = 0)
{
    /// <summary>
    /// AutoencoderKL's default in diffusers, which is Stable Diffusion's (Rombach et al. 2022, section 4.3.2 and the model's
    /// configuration).
    /// </summary>
    private const double DefaultFactor = 0.18215;

    // Of classes that scale in themselves: AutoencoderTiny, AutoencoderDC.
    private static readonly Dictionary<string, double> OtherDefaults = new() { ["AutoencoderTiny"] = 1, ["AutoencoderDC"] = 1 };

    /// <summary>The configuration's <c>latents_mean</c>, one for each channel; or none.</summary>
    public float[] Means { get; init; } = [];

    /// <summary>The configuration's <c>latents_std</c>, as many.</summary>
    public float[] Deviations { get; init; } = [];

    /// <summary>With the factor alone.</summary>
    public LatentScaling Plain => new(Factor);

    /// <summary>The scale that an autoencoder's configuration states, for families that know a factor alone.</summary>
    /// <exception cref="ModelFormatException">It is none.</exception>
    public static LatentScaling From(ModelConfig config)
    {
        double unstated = OtherDefaults.GetValueOrDefault(config.Optional<string?>("_class_name") ?? "", DefaultFactor);
        float factor = (float)(config.Optional<double?>("scaling_factor") ?? unstated);
        return factor != 0 && float.IsFinite(factor) && float.IsFinite(1 / factor)
            ? new LatentScaling(factor)
            : throw new ModelFormatException(
                $"{config.Path}: 'scaling_factor' is {Shown.Of(config.Optional<double>("scaling_factor"))}; "
                + "it must be a number of single precision other than 0, which latents can be divided by.");
    }

    /// <summary>The same with its shift (Stable Diffusion 3, Flux).</summary>
    public static LatentScaling WithShift(ModelConfig config) =>
        From(config) with { Shift = config.Optional<float?>("shift_factor") ?? 0 };

    /// <summary>The same with a mean and a deviation for each channel, where both are stated (SDXL).</summary>
    /// <exception cref="ModelFormatException">There are not as many as channels.</exception>
    public static LatentScaling WithMeans(ModelConfig config, int channels)
    {
        if (config.Node("latents_mean") is null || config.Node("latents_std") is null) return From(config);
        float[] means = Of("latents_mean"), deviations = Of("latents_std");
        return !deviations.Contains(0)
            ? From(config) with { Means = means, Deviations = deviations }
            : throw new ModelFormatException($"{config.Path}: 'latents_std' has a 0, which latents cannot be divided by.");

        float[] Of(string name) => config.Numbers<float>(name) is var numbers && numbers.Length == channels
            ? numbers
            : throw new ModelFormatException($"{config.Path}: '{name}' should have one number for each of {channels} latent channels.");
    }

    /// <summary>Latents of the denoiser, of one picture, to those of the autoencoder.</summary>
    public void ToVae(ReadOnlySpan<float> latents, Span<float> destination)
    {
        TensorPrimitives.Divide(latents, Factor, destination);
        if (Shift != 0) TensorPrimitives.Add(destination, Shift, destination);
        int plane = latents.Length / Math.Max(Means.Length, 1);
        for (int i = 0; i < Means.Length; i++)
        {
            Span<float> channel = destination.Slice(i * plane, plane);
            TensorPrimitives.Multiply(channel, Deviations[i], channel);
            TensorPrimitives.Add(channel, Means[i], channel);
        }
    }

    /// <summary>Latents of the autoencoder, of one picture, to those of the denoiser, in place.</summary>
    public void FromVae(Span<float> latents)
    {
        int plane = latents.Length / Math.Max(Means.Length, 1);
        for (int i = 0; i < Means.Length; i++)
        {
            Span<float> channel = latents.Slice(i * plane, plane);
            TensorPrimitives.Subtract(channel, Means[i], channel);
            TensorPrimitives.Divide(channel, Deviations[i], channel);
        }

        if (Shift != 0) TensorPrimitives.Subtract(latents, Shift, latents);
        TensorPrimitives.Multiply(latents, Factor, latents);
    }
}
