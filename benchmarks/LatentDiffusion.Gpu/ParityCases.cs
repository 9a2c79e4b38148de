using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Gpu;

/// <summary>All cases at a precision: the default model, then the tiny models of all families.</summary>
/// <param name="precision">What graphs compute in.</param>
/// <param name="computes">Whether the hardware computes in it, rather than only storing weights in it.</param>
internal sealed class ParityCases(Precision precision, bool computes)
{
    private const float InFloat32 = 1e-3f; // of the largest latent
    private const double PictureDecibels = 35;

    /// <summary>All of them.</summary>
    public IEnumerable<ParityCase> All() => Emoji().Concat(Tiny());

    private IEnumerable<ParityCase> Emoji() =>
        from reference in PipelineCase.Read()
        where precision == Precision.Float32 || reference.Pictures.Count > 0
        select new ParityCase(
            ParityCase.Emoji, reference.Id, options => EmojiModel.CreatePipeline(options), reference.Request,
            (result, verdict) => precision == Precision.Float32
                ? Latents(verdict, reference.Latents, result, InFloat32) : Pictures(verdict, reference.Pictures, result));

    private IEnumerable<ParityCase> Tiny() =>
        from all in TinyCase.All
        group all.Name by all.Family into family
        from tiny in TinyCase.Of(family.Key)
        select new ParityCase(
            tiny.Model, tiny.Name, tiny.Load, tiny.Request,
            (result, verdict) => Latents(verdict, tiny.Latents, result, precision == Precision.Float32
                ? InFloat32 : HalfPrecision.Bound(tiny.Family, tiny.Name, precision, computes)));

    private static ParityResult Latents(ParityResult verdict, ReadOnlySpan<float> expected, GenerationResult result, float bound)
    {
        float value = Difference.Relative(expected, result.Latents.Span);
        return verdict with { Measure = "latents", Value = value, Bound = bound, Passed = value <= bound };
    }

    /// <summary>The worst picture of a case beside diffusers' in float32. Many few-step latents are near zero, where half is not.</summary>
    private static ParityResult Pictures(ParityResult verdict, IReadOnlyList<RgbImage> expected, GenerationResult result)
    {
        Assert.Equal(expected.Count, result.Images.Count);
        double worst = expected.Zip(result.Images, Decibels).Min();
        return verdict with { Measure = "psnr", Value = worst, Bound = PictureDecibels, Passed = worst >= PictureDecibels };
    }

    private static double Decibels(RgbImage expected, GeneratedImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        double squares = 0;
        for (int i = 0; i < expected.Pixels.Length; i++)
            squares += Math.Pow(expected.Pixels[i] - actual.Pixels[i], 2);
        return squares == 0 ? 100 : 10 * Math.Log10(255.0 * 255 * expected.Pixels.Length / squares);
    }
}
