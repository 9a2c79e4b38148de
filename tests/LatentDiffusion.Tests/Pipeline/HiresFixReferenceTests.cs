namespace LatentDiffusion.Tests;

/// <summary>
/// Both passes in one request against diffusers' text to image, <c>torch.nn.functional.interpolate</c> or Pillow, and image to image, on
/// the tiny models: latents within 1e-3 of the largest, pictures within 2 of 255 on average.
/// </summary>
public sealed class HiresFixReferenceTests
{
    private static readonly SafetensorsFile Reference = new(ReferenceFiles.Path("hires.safetensors"));

    [Theory]
    [InlineData("stable_diffusion", "Bilinear", HiresUpscaling.Latent, 0, 1)]
    [InlineData("stable_diffusion", "BicubicAntialiased", HiresUpscaling.LatentBicubicAntialiased, 3, 3)]
    [InlineData("stable_diffusion", "Lanczos", HiresUpscaling.Lanczos, 3, 2)]
    [InlineData("stable_diffusion_xl", "Bicubic", HiresUpscaling.LatentBicubic, 7, 1)]
    [InlineData("stable_diffusion_3", "Bilinear", HiresUpscaling.Latent, 8, 1)]
    [InlineData("flux_dev", "NearestExact", HiresUpscaling.LatentNearestExact, 1, 2)]
    [InlineData("flux_dev", "Lanczos", HiresUpscaling.Lanczos, 2, 1)]
    public void Generate_EqualsTwoPipelinesOfDiffusers(string family, string kind, HiresUpscaling upscaling, int seed, int count)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", family));
        GenerationResult result = pipeline.Generate(new GenerationRequest("a photo of a red cat")
        {
            GuidanceScale = 4, Steps = 3, Height = 48, Width = 32, Seed = seed, Count = count,
            Hires = new HiresFix { Height = 96, Width = 80, Upscaling = upscaling, Strength = 0.65, Steps = 5 },
        });

        Assert.InRange(Difference.Relative(Reference.Values<float>($"{family}.{kind}.{seed}.latents"), result.Latents.Span), 0, 1e-3f);
        byte[] pixels = [.. result.Images.SelectMany(image => image.Pixels.ToArray())];
        byte[] pictures = Reference.Values<byte>($"{family}.{kind}.{seed}.images").ToArray();
        Assert.Equal(pictures.Length, pixels.Length);
        Assert.InRange(pixels.Zip(pictures, (a, b) => Math.Abs(a - b)).Average(), 0, 2);
    }
}
