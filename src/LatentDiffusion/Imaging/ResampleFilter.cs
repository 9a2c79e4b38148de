namespace LatentDiffusion;

/// <summary>How pixels are interpolated when an image is resized. Shrinking widens the filters, so that all source pixels count.</summary>
public enum ResampleFilter
{
    /// <summary>The nearest pixel.</summary>
    Nearest,

    /// <summary>A triangle of radius 1.</summary>
    Bilinear,

    /// <summary>A cubic of radius 2 with a = -0.5 (Keys 1981).</summary>
    Bicubic,

    /// <summary>A windowed sinc of radius 3.</summary>
    Lanczos,
}
