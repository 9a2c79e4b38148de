using LatentDiffusion.Errors;
using LatentDiffusion.Numerics;

namespace LatentDiffusion.Requests;

/// <summary>What the names of <see cref="HiresUpscaling"/> stand for.</summary>
internal static class HiresUpscalings
{
    /// <summary>How latents are interpolated, or null where pixels are.</summary>
    public static Interpolation? OfLatents(this HiresUpscaling upscaling) => upscaling switch
    {
        HiresUpscaling.Latent => Interpolation.Bilinear,
        HiresUpscaling.LatentAntialiased => Interpolation.BilinearAntialiased,
        HiresUpscaling.LatentBicubic => Interpolation.Bicubic,
        HiresUpscaling.LatentBicubicAntialiased => Interpolation.BicubicAntialiased,
        HiresUpscaling.LatentNearest => Interpolation.Nearest,
        HiresUpscaling.LatentNearestExact => Interpolation.NearestExact,
        _ => null,
    };

    /// <summary>How pixels are interpolated.</summary>
    public static ResampleFilter OfPixels(this HiresUpscaling upscaling) => Enum.Parse<ResampleFilter>(upscaling.ToString());

    /// <summary>The way of a name that <see cref="TextName"/> gives.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static HiresUpscaling OfTextName(string name)
    {
        foreach (HiresUpscaling upscaling in Enum.GetValues<HiresUpscaling>())
            if (upscaling.TextName().Equals(name, StringComparison.OrdinalIgnoreCase)) return upscaling;
        string known = string.Join(", ", Enum.GetValues<HiresUpscaling>().Select(TextName));
        throw new ArgumentException($"'Hires upscaler' is '{Shown.Of(name)}'; there are: {known}.", nameof(name));
    }

    /// <summary>
    /// The name in the text that other image tools read
    /// (https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/master/modules/shared_items.py, <c>latent_upscale_modes</c>).
    /// </summary>
    public static string TextName(this HiresUpscaling upscaling) => upscaling switch
    {
        HiresUpscaling.LatentAntialiased => "Latent (antialiased)",
        HiresUpscaling.LatentBicubic => "Latent (bicubic)",
        HiresUpscaling.LatentBicubicAntialiased => "Latent (bicubic antialiased)",
        HiresUpscaling.LatentNearest => "Latent (nearest)",
        HiresUpscaling.LatentNearestExact => "Latent (nearest-exact)",
        _ => upscaling.ToString(),
    };
}
