namespace LatentDiffusion;

/// <summary>
/// How the picture between the two passes of a <see cref="HiresFix"/> is enlarged. Latents cost nothing but become coarse, and need a
/// <see cref="HiresFix.Strength"/> of about 0.5 and more to become sharp again; pixels keep what is there but are decoded and encoded on
/// the way.
/// </summary>
public enum HiresUpscaling
{
    /// <summary>Latents, bilinearly (<c>Latent</c> in stable-diffusion-webui).</summary>
    Latent,

    /// <summary>Latents, bilinearly and antialiased.</summary>
    LatentAntialiased,

    /// <summary>Latents, bicubically.</summary>
    LatentBicubic,

    /// <summary>Latents, bicubically and antialiased.</summary>
    LatentBicubicAntialiased,

    /// <summary>Latents, the element above and to the left.</summary>
    LatentNearest,

    /// <summary>Latents, the nearest element.</summary>
    LatentNearestExact,

    /// <summary>Pixels, by a windowed sinc.</summary>
    Lanczos,

    /// <summary>Pixels, bicubically.</summary>
    Bicubic,

    /// <summary>Pixels, bilinearly.</summary>
    Bilinear,

    /// <summary>Pixels, the nearest one.</summary>
    Nearest,
}
