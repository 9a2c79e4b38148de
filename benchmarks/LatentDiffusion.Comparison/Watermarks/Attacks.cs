using LatentDiffusion.Provenance.Tests;

namespace LatentDiffusion.Comparison;

/// <summary>What happens to marked pictures.</summary>
internal static class Attacks
{
    /// <summary>Each by its name: the picture and what chance decides to the changed picture.</summary>
    public static IReadOnlyList<(string Name, Func<RgbImage, Random, RgbImage> Apply)> All { get; } =
    [
        ("none", (image, _) => image),
        ("JPEG 75", (image, _) => Pictures.Send(image, ImageFormat.Jpeg, 75)),
        ("WebP 75", (image, _) => Pictures.Send(image, ImageFormat.Webp, 75)),
        ("half and back, bicubic", (image, _) => Pictures.Shrink(image, 0.5, ResampleFilter.Bicubic)),
        ("half and back, bilinear", (image, _) => Pictures.Shrink(image, 0.5, ResampleFilter.Bilinear)),
        ("half and back, Lanczos", (image, _) => Pictures.Shrink(image, 0.5, ResampleFilter.Lanczos)),
        ("half, and left so", (image, _) => image.Resize(image.Width / 2, image.Height / 2, ResampleFilter.Lanczos)),
        ("crop: 10 % of the area", (image, random) => Crop(image, random, 0.949)),
        ("crop: 10 % of each side", (image, random) => Crop(image, random, 0.9)),
        ("10 % brighter", (image, _) => Pictures.Map(image, v => 1.1 * v)),
        ("10 % darker", (image, _) => Pictures.Map(image, v => 0.9 * v)),
        ("10 % more contrast", (image, _) => Pictures.Map(image, v => 128 + 1.1 * (v - 128))),
        ("10 % less contrast", (image, _) => Pictures.Map(image, v => 128 + 0.9 * (v - 128))),
        ("noise, sigma 4", (image, random) => Pictures.Noise(image, 4, random.Next())),
        ("crop of 10 %, then JPEG 75", (image, random) => Pictures.Send(Crop(image, random, 0.949), ImageFormat.Jpeg, 75)),
        ("turned by 2 degrees", (image, _) => Pictures.Turn(image, 2)),
    ];

    /// <summary>Keeps a part of each side, anywhere.</summary>
    private static RgbImage Crop(RgbImage image, Random random, double part)
    {
        (int width, int height) = ((int)Math.Round(part * image.Width), (int)Math.Round(part * image.Height));
        return Pictures.Crop(image, random.Next(image.Width - width + 1), random.Next(image.Height - height + 1), width, height);
    }
}
