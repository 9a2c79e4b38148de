namespace LatentDiffusion.Safety;

/// <summary>What takes the place of unsafe pictures.</summary>
internal static class UnsafePicture
{
    /// <summary>The deviation of the blur, as a part of the shorter side.</summary>
    private const double BlurPart = 1.0 / 12;

    /// <summary>Applies a policy that gives a picture back.</summary>
    public static RgbImage Hide(RgbImage image, SafetyPolicy policy) => policy switch
    {
        SafetyPolicy.Black => new RgbImage(image.Width, image.Height, new byte[image.Pixels.Length]),
        SafetyPolicy.Blur => BoxBlur.Gaussian(image, BlurPart * Math.Min(image.Width, image.Height)),
        _ => image,
    };
}
