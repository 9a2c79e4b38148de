namespace LatentDiffusion.Tests;

/// <summary>Sizes that no reference has: every family draws them, or says beforehand why not.</summary>
public sealed class SizeTests(TinyPipelines tiny) : IClassFixture<TinyPipelines>
{
    private static readonly (int Width, int Height)[] Grids =
        [(1, 1), (2, 2), (2, 4), (4, 2), (3, 3), (1, 5), (6, 4), (4, 10), (12, 8), (16, 16)];

    public static TheoryData<string> Families => ReproductionTests.Families;

    [Fact]
    public void MorePlacesThanTheModelHas_AreRefused()
    {
        LatentDiffusionPipeline pipeline = tiny["stable_diffusion_3"]; // its table has 12 x 12 patches
        GenerationRequest request = TinyCase.Of("stable_diffusion_3").First().Request();
        int unit = pipeline.Traits.SizeMultiple;
        pipeline.Generate(request with { Width = 12 * unit, Height = unit });
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => pipeline.Generate(request with { Height = 13 * unit }));
        Assert.Contains($"Height is {13 * unit}; it must be at most {12 * unit}", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void EverySize_IsDrawnOrRefused(string family)
    {
        LatentDiffusionPipeline pipeline = tiny[family];
        int unit = pipeline.Traits.SizeMultiple, drawn = 0;
        List<string> failures = [];
        foreach (var (width, height) in Grids)
        {
            try
            {
                pipeline.Generate(TinyCase.Of(family).First().Request() with { Width = width * unit, Height = height * unit });
                drawn++;
            }
            catch (ArgumentException e) when (e.ParamName is "Width" or "Height")
            {
                // Refused beforehand, by name.
            }
            catch (LatentDiffusionException e)
            {
                failures.Add($"{width}x{height}: {e.Message}");
            }
        }

        Assert.InRange(drawn, 1, int.MaxValue);
        Assert.Empty(failures);
    }
}
