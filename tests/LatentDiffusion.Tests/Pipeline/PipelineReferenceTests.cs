namespace LatentDiffusion.Tests;

/// <summary>
/// Whole generations of the default model against diffusers' pipelines on the same graphs (latent_diffusion_references/pipelines.py): final
/// latents within 1e-3 of the largest, pictures within 2 of 255 on average.
/// </summary>
public sealed class PipelineReferenceTests(EmojiFixture emoji)
{
    private const float LatentTolerance = 1e-3f;
    private const double PixelTolerance = 2;

    private static readonly IReadOnlyList<PipelineCase> Cases = PipelineCase.Read();

    public static TheoryData<string> Ids => [.. Cases.Select(c => c.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Generate_EqualsDiffusers(string id)
    {
        PipelineCase reference = Cases.Single(c => c.Id == id);
        GenerationResult result = emoji.Pipeline.Generate(reference.Request());
        Assert.InRange(Difference.Relative(reference.Latents, result.Latents.Span), 0, LatentTolerance);
        Assert.InRange(reference.Pictures.Count, 0, result.Images.Count);
        foreach (var (expected, actual) in reference.Pictures.Zip(result.Images))
        {
            byte[] picture = expected.Pixels.ToArray();
            Assert.InRange(picture.Zip(actual.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Average(), 0, PixelTolerance);
        }
    }
}
