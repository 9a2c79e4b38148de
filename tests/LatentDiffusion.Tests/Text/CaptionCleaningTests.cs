using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>Cleaned captions against diffusers' (latent_diffusion_references/captions.py), exactly.</summary>
public sealed class CaptionCleaningTests
{
    private const string PixArt = "pixart_sigma";

    public static TheoryData<string, string> Captions
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (JsonNode? pair in JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("captions.json")))!.AsArray())
                data.Add(pair![0]!.GetValue<string>(), pair[1]!.GetValue<string>());
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Captions))]
    public void Clean_EqualsDiffusers(string caption, string expected)
    {
        Assert.False(CaptionCleaning.HasMarkup(caption));
        Assert.Equal(expected, CaptionCleaning.Clean(caption));
    }

    [Theory]
    [InlineData("a <b>red</b> cat")]
    [InlineData("salt &amp; pepper")]
    public void Generate_Markup_GivesAWarning(string prompt)
    {
        using LatentDiffusionPipeline pipeline = Load(PixArt);
        GenerationRequest request = new(prompt) { Steps = 1, Width = 32, Height = 32, Options = new PixArtOptions { CleanCaption = true } };
        Assert.Contains("markup", Assert.Single(pipeline.Generate(request).Warnings), StringComparison.Ordinal);
        Assert.Empty(pipeline.Generate(request with { Options = null }).Warnings);
    }

    [Fact]
    public void Generate_CaptionToBeCleaned_DrawsWhatTheCleanOneDoes()
    {
        using LatentDiffusionPipeline pipeline = Load(PixArt);
        GenerationRequest request = new("a red cat #123 https://example.com/x")
        {
            Seed = 1,
            Steps = 1,
            Width = 32,
            Height = 32,
            Options = new PixArtOptions { CleanCaption = true },
        };
        GenerationRequest clean = request with { Prompt = "a red cat", Options = null };
        Assert.Equal(pipeline.Generate(clean).Latents.ToArray(), pipeline.Generate(request).Latents.ToArray());
    }

    [Fact]
    public void Generate_FamilyWithoutCleaning_RefusesIt()
    {
        using LatentDiffusionPipeline pipeline = Load("stable_diffusion");
        GenerationRequest request = new("x") { Options = new PixArtOptions { CleanCaption = true } };
        var e = Assert.Throws<UnsupportedRequestException>(() => pipeline.Generate(request));
        Assert.StartsWith(
            "Options is PixArtOptions; the model 'stable_diffusion' (Stable Diffusion) takes StableDiffusionOptions.",
            e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_TooLong_IsRefused()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => CaptionCleaning.Clean(new string('a', 10_001)));
        Assert.Contains("10001", e.Message, StringComparison.Ordinal);
    }

    private static LatentDiffusionPipeline Load(string family) => LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", family));
}
