namespace LatentDiffusion.Tests;

/// <summary>A second decoder makes the previews, and nothing else.</summary>
public sealed class PreviewDecoderTests
{
    private static readonly GenerationRequest Request = new("a red cat")
    {
        Steps = 3,
        Seed = 7,
        Width = 96,
        Height = 40,
        PreviewInterval = 1,
    };

    [Fact]
    public void Previews_AreThoseOfTheModelWhoseDecoderItIs()
    {
        // This model is the other one with AutoencoderTiny as its autoencoder.
        var (_, expected) = Generate(ReferenceFiles.Path("tiny", "tiny_autoencoder"));
        var (plain, own) = Generate(ReferenceFiles.Path("tiny", "stable_diffusion"));
        var (image, previews) = Generate(ReferenceFiles.Path("tiny", "stable_diffusion"), Decoder("tiny_autoencoder"));
        Assert.Equal(3, previews.Count);
        Assert.Equal(expected, previews);
        Assert.NotEqual(own, previews);
        Assert.Equal(plain, image);
    }

    [Fact]
    public void Previews_ModelWithPreviewDecoder_UsesIt()
    {
        using ModelCopy model = ModelCopy.OfTiny("stable_diffusion");
        Directory.CreateDirectory(model["preview_decoder"]);
        foreach (string file in Directory.EnumerateFiles(Decoder("tiny_autoencoder")))
            File.Copy(file, Path.Combine(model["preview_decoder"], Path.GetFileName(file)));
        Assert.Equal(Generate(ReferenceFiles.Path("tiny", "tiny_autoencoder")).Previews, Generate(model.Path).Previews);
    }

    [Fact]
    public void Previews_InTiles_AreThoseOfTheDecoderItself()
    {
        string model = ReferenceFiles.Path("tiny", "stable_diffusion");
        List<byte[]> tiled = Generate(model, tiling: VaeTiling.On).Previews;
        Assert.NotEqual(Generate(model).Previews, tiled);
        Assert.Equal(tiled, Generate(model, Decoder("stable_diffusion"), VaeTiling.On).Previews);
    }

    [Fact]
    public void Load_PreviewDecoderForOtherLatents_IsRefused()
    {
        string folder = Decoder("latent_diffusion_unconditional");
        ModelFormatException e = Assert.Throws<ModelFormatException>(
            () => Generate(ReferenceFiles.Path("tiny", "stable_diffusion"), folder));
        Assert.Contains(folder, e.Message, StringComparison.Ordinal);
        Assert.Contains("4 latent channels", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PreviewDecoderThatIsNotThere_NamesIt()
    {
        string folder = Path.Combine(Path.GetTempPath(), "no-such-decoder");
        ArgumentException e = Assert.Throws<ArgumentException>(() => Generate(ReferenceFiles.Path("tiny", "stable_diffusion"), folder));
        Assert.Contains(folder, e.Message, StringComparison.Ordinal);
    }

    private static string Decoder(string family) => ReferenceFiles.Path("tiny", family, "vae_decoder");

    private static (byte[] Image, List<byte[]> Previews) Generate(
        string model, string? previewDecoder = null, VaeTiling tiling = VaeTiling.Auto)
    {
        PipelineOptions options = new() { PreviewDecoder = previewDecoder, VaeTiling = tiling };
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model, options);
        List<byte[]> previews = [];
        GenerationResult result = pipeline.Generate(Request, new Collector(step => previews.Add(step.Preview![0].Pixels.ToArray())));
        return (result.Images[0].Pixels.ToArray(), previews);
    }

    private sealed class Collector(Action<GenerationStep> collect) : IProgress<GenerationStep>
    {
        public void Report(GenerationStep value) => collect(value);
    }
}
