using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>The size of pictures where a request is silent.</summary>
public sealed class DefaultSizeTests
{
    [Theory]
    [InlineData("5", 40, 40)]
    [InlineData("[4, 7]", 56, 32)] // height and width, as StableDiffusionPipeline of diffusers takes them
    [InlineData("null", 512, 512)]
    public void Generate_WithoutSize_HasThatOfTheConfiguration(string sampleSize, int width, int height)
    {
        using ModelCopy model = With(sampleSize);
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model.Path);
        GeneratedImage image = pipeline.Generate(new GenerationRequest("a cat") { Steps = 1 }).Images[0];
        Assert.Equal((width, height), (image.Width, image.Height));
    }

    [Theory]
    [InlineData("0.6.0.dev0", 32, 512)] // as the first versions wrote for Stable Diffusion 1
    [InlineData("0.9.0", 32, 256)]
    public void Generate_WithoutSize_MendsTheConfigurationsOfOldVersions(string version, int sampleSize, int side)
    {
        using ModelCopy model = With($"{sampleSize}", version);
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model.Path);
        Assert.Equal(side, pipeline.Generate(new GenerationRequest("a cat") { Steps = 1 }).Images[0].Width);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[1, 2, 3]")]
    [InlineData("\"8\"")]
    public void Load_SizeThatIsNone_NamesIt(string sampleSize)
    {
        using ModelCopy model = With(sampleSize);
        Assert.Contains("'sample_size'", model.LoadFails().Message, StringComparison.Ordinal);
    }

    private static ModelCopy With(string sampleSize, string? version = null)
    {
        ModelCopy model = ModelCopy.OfTiny("stable_diffusion");
        string file = model["unet/config.json"];
        JsonNode config = JsonNode.Parse(File.ReadAllText(file))!;
        config["sample_size"] = JsonNode.Parse(sampleSize);
        if (version is not null) config["_diffusers_version"] = version;
        File.WriteAllText(file, config.ToJsonString());
        return model;
    }
}
