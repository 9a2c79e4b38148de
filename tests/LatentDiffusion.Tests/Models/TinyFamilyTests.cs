namespace LatentDiffusion.Tests;

/// <summary>
/// Every family, mode, odd size and batch against diffusers on tiny random models that our exporter wrote: final latents within 1e-3 of the
/// largest, pictures within 2 of 255 everywhere.
/// </summary>
public sealed class TinyFamilyTests(LoadedPipelines pipelines) : IClassFixture<LoadedPipelines>
{
    private const float LatentTolerance = 1e-3f;
    private const int PixelTolerance = 2;

    public static TheoryData<string, string> Cases => [.. TinyCase.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generate_EqualsDiffusers(string family, string name)
    {
        TinyCase tiny = TinyCase.Of(family).Single(c => c.Name == name);
        GenerationResult result = pipelines.Get(tiny.Model, () => tiny.Load()).Generate(tiny.Request());
        Assert.InRange(Difference.Relative(tiny.Latents, result.Latents.Span), 0, LatentTolerance);
        int length = tiny.Images.Length / result.Images.Count;
        for (int k = 0; k < result.Images.Count; k++)
        {
            Assert.Equal((tiny.ImagesShape[1], tiny.ImagesShape[2]), (result.Images[k].Height, result.Images[k].Width));
            byte[] picture = tiny.Images.Slice(k * length, length).ToArray();
            Assert.InRange(picture.Zip(result.Images[k].Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Max(), 0, PixelTolerance);
        }
    }
}
