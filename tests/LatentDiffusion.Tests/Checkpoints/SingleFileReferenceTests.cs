namespace LatentDiffusion.Tests;

/// <summary>
/// Single files in the original code's names against diffusers, which drew the cases with the same weights (checkpoints, tiny): final
/// latents within 1e-3 of the largest, pictures within 2 of 255 everywhere.
/// </summary>
public sealed class SingleFileReferenceTests(LoadedPipelines pipelines) : IClassFixture<LoadedPipelines>
{
    private const float LatentTolerance = 1e-3f;
    private const int PixelTolerance = 2;

    private static readonly string[] Models =
        ["stable_diffusion_inpainting", "stable_diffusion_xl_inpainting", "stable_diffusion_xl_refiner"];

    public static TheoryData<string, string> Cases => [.. Models.SelectMany(model => TinyCase.Of(model).Select(c => (model, c.Name)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generate_EqualsDiffusers(string model, string name)
    {
        TinyCase tiny = TinyCase.Of(model).Single(c => c.Name == name);
        GenerationResult result = pipelines.Get(model, () => Load(model)).Generate(tiny.Request());
        Assert.InRange(Difference.Relative(tiny.Latents, result.Latents.Span), 0, LatentTolerance);
        byte[] pictures = [.. result.Images.SelectMany(image => image.Pixels.ToArray())];
        Assert.InRange(tiny.Images.ToArray().Zip(pictures, (a, b) => Math.Abs(a - b)).Max(), 0, PixelTolerance);
    }

    private static LatentDiffusionPipeline Load(string model) => LatentDiffusionPipeline.Load(
        CheckpointCase.Path($"{model}.safetensors"), CheckpointCase.Options with { Config = CheckpointCase.Path(model) });
}
