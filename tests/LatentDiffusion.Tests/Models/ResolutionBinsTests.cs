using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>
/// The sizes that PixArt and Sana are drawn at against diffusers' (latent_diffusion_references/resolution_bins.py), and what is refused.
/// </summary>
public sealed class ResolutionBinsTests
{
    private const string Bins = "pixart_sigma_bins";

    [Fact]
    public void Closest_AllTables_EqualsDiffusers()
    {
        JsonArray tables = JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("resolution_bins.json")))!.AsArray();
        Assert.Equal(5, tables.Count);
        foreach (JsonNode? table in tables)
        {
            ResolutionBins bins = ResolutionBins.Of(table!["size"]!.GetValue<int>())!;
            foreach (int[] sizes in table["bins"]!.AsArray().Select(b => b!.AsArray().Select(n => n!.GetValue<int>()).ToArray()))
                Assert.Equal((sizes[2], sizes[3]), bins.Closest(sizes[0], sizes[1]));
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(8192)]
    [InlineData(768)]
    public void Of_OtherSizes_AreNone(int size) => Assert.Null(ResolutionBins.Of(size));

    [Fact]
    public void Generate_SmallSquare_IsDrawnAtTheTrainedSize()
    {
        using LatentDiffusionPipeline pipeline = Load(Bins);
        GenerationRequest request = new("a cat") { Steps = 1, Width = 50, Height = 50 };
        GenerationResult result = pipeline.Generate(request);
        Assert.Equal((50, 50, 4 * 32 * 32), (result.Images[0].Width, result.Images[0].Height, result.Latents.Length));
        Assert.Equal(50, result.Images[0].Parameters.Width);
    }

    [Theory]
    [InlineData("pixart_sigma", "Options.ResolutionBinning is True; it needs")] // made for a size without bins
    [InlineData("stable_diffusion", "Options is PixArtOptions; the model 'stable_diffusion'")]
    public void Generate_BinsThatAreNotThere_AreRefused(string family, string start)
    {
        using LatentDiffusionPipeline pipeline = Load(family);
        GenerationRequest request = new("a cat") { Steps = 1, Options = new PixArtOptions { ResolutionBinning = true } };
        ArgumentException e = Assert.ThrowsAny<ArgumentException>(() => pipeline.Generate(request));
        Assert.StartsWith(start, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sana", 8, 4 * 8 * 16)] // the tables of its pipeline begin at 512 pixels
    [InlineData("pixart_alpha", 256, 4 * 4 * 8)] // and end at 1024
    public void Generate_SizeForWhichThePipelineHasNoTable_IsDrawnAsAskedFor(string family, int latentSize, int expected)
    {
        using ModelCopy model = ModelCopy.OfTiny(family);
        string file = model["transformer/config.json"];
        JsonNode config = JsonNode.Parse(File.ReadAllText(file))!;
        config["sample_size"] = latentSize;
        File.WriteAllText(file, config.ToJsonString());
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model.Path);
        Assert.Equal(expected, pipeline.Generate(new GenerationRequest("a cat") { Steps = 1, Width = 64, Height = 32 }).Latents.Length);
    }

    [Fact]
    public void Generate_BinsTurnedOff_WantsMultiplesAgain()
    {
        using LatentDiffusionPipeline pipeline = Load(Bins);
        GenerationRequest request = new("a cat") { Steps = 1, Width = 61, Options = new PixArtOptions { ResolutionBinning = false } };
        ArgumentException e = Assert.Throws<ArgumentException>(() => pipeline.Generate(request));
        Assert.Contains("Width is 61; it must be a multiple of 16", e.Message, StringComparison.Ordinal);
    }

    private static LatentDiffusionPipeline Load(string family) => LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", family));
}
