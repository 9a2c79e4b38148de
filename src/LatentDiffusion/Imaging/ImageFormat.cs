namespace LatentDiffusion;

/// <summary>The image file formats that are read and written.</summary>
public enum ImageFormat
{
    /// <summary>PNG: lossless.</summary>
    Png,

    /// <summary>JPEG: lossy.</summary>
    Jpeg,

    /// <summary>WebP: lossy, or lossless at quality 100.</summary>
    Webp,
}
