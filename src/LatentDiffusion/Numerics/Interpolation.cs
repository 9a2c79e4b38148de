namespace LatentDiffusion.Numerics;

/// <summary>
/// How planes of numbers are interpolated: the modes of <c>torch.nn.functional.interpolate</c>, with <c>align_corners=False</c>.
/// Antialiased ones widen their kernel where the plane shrinks, so that all elements count.
/// </summary>
internal enum Interpolation
{
    /// <summary>The element above and to the left.</summary>
    Nearest,

    /// <summary>The nearest element.</summary>
    NearestExact,

    /// <summary>Two neighbours along each side.</summary>
    Bilinear,

    /// <summary>A triangle of radius 1.</summary>
    BilinearAntialiased,

    /// <summary>Four neighbours along each side (Keys 1981, with a = -0.75).</summary>
    Bicubic,

    /// <summary>A cubic of radius 2 (Keys 1981, with a = -0.5).</summary>
    BicubicAntialiased,
}
