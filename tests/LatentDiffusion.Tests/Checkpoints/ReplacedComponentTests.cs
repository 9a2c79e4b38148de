namespace LatentDiffusion.Tests;

/// <summary>Parts of a model that come from elsewhere.</summary>
public sealed class ReplacedComponentTests
{
    private static readonly string Base = CheckpointCase.Path("stable_diffusion");

    [Theory]
    [InlineData("vae", "vae")]
    [InlineData("vae", "")]
    [InlineData("vae", "vae/diffusion_pytorch_model.safetensors")]
    [InlineData("vae_decoder", "vae")]
    public void Load_AnotherAutoencoder_DecodesWithIt(string component, string place)
    {
        using ModelCopy other = ModelCopy.OfCheckpoint("stable_diffusion");
        CheckpointCase.Rewrite(other["vae/diffusion_pytorch_model.safetensors"], tensors => tensors.Select(
            t => t.Key == "decoder.conv_out.bias" ? t with { Values = [0.5f, -0.5f, 0] } : t));
        byte[] actual = Pixels(Base, CheckpointCase.Options with { Components = Of(component, Path.Combine(other.Path, place)) });
        Assert.Equal(Pixels(other.Path, CheckpointCase.Options), actual);
        Assert.NotEqual(Pixels(Base, CheckpointCase.Options), actual);
    }

    [Fact]
    public void Load_PartOfASingleFile_IsFoundUnderItsOriginalNames()
    {
        PipelineOptions options = CheckpointCase.Options with
        {
            Components = Of("unet", CheckpointCase.Path("stable_diffusion.safetensors")),
        };
        Assert.Equal(CheckpointCase.Latents(Base), CheckpointCase.Latents(Base, options));
    }

    [Fact]
    public void Load_WeightsIntoAModelOfGraphs_GivesTheSameLatents()
    {
        PipelineOptions options = CheckpointCase.Options with { Components = Of("unet", CheckpointCase.Path("stable_diffusion/unet")) };
        string tiny = ReferenceFiles.Path("tiny", "stable_diffusion");
        Assert.Equal(CheckpointCase.Latents(tiny), CheckpointCase.Latents(tiny, options));
    }

    /// <summary>The model has no such part whose configuration would do: the file is recognised by its weights.</summary>
    [Fact]
    public void Load_FileOfAPartThatTheModelHasNot_IsThatOfItsFolder()
    {
        byte[] Previews(string decoder)
        {
            PipelineOptions options = CheckpointCase.Options with { PreviewDecoder = decoder };
            using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(Base, options);
            List<GenerationStep> steps = [];
            pipeline.Generate(CheckpointCase.Request with { PreviewInterval = 1 }, new StepCollector(steps));
            return [.. steps[^1].Preview![0].Pixels.ToArray()];
        }

        string folder = CheckpointCase.Path("stable_diffusion_2/vae");
        Assert.Equal(Previews(folder), Previews(Path.Combine(folder, "diffusion_pytorch_model.safetensors")));
        string other = CheckpointCase.Path("stable_diffusion/unet/diffusion_pytorch_model.safetensors");
        string message = Assert.Throws<ModelFormatException>(() => Previews(other)).Message;
        Assert.StartsWith(
            $"{other}: these are not the weights of any 'preview_decoder' for which there is a graph.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PlaceWithoutTheComponent_NamesIt()
    {
        PipelineOptions options = CheckpointCase.Options with { Components = Of("unet", CheckpointCase.Path("templates")) };
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => LatentDiffusionPipeline.Load(Base, options));
        Assert.Contains(CheckpointCase.Path("templates"), e.Message, StringComparison.Ordinal);
        Assert.Contains("'unet'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vea")]
    [InlineData("scheduler")]
    [InlineData("text_encoder_2")]
    public void Load_NameThatTheModelDoesNotUse_IsRefused(string component)
    {
        PipelineOptions options = CheckpointCase.Options with { Components = Of(component, Base) };
        ArgumentException e = Assert.Throws<ArgumentException>(() => LatentDiffusionPipeline.Load(Base, options));
        string start = $"Components has '{component}', which this model does not use; it uses text_encoder, unet, vae, ";
        Assert.StartsWith(start, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NullInTheOptions_IsRefused()
    {
        PipelineOptions[] bad = [new() { Components = null! }, new() { Embeddings = null! }, new() { Provider = null! }];
        Assert.All(bad, options => Assert.Throws<ArgumentNullException>(() => LatentDiffusionPipeline.Load(Base, options)));
    }

    private static byte[] Pixels(string path, PipelineOptions options)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(path, options);
        return pipeline.Generate(CheckpointCase.Request with { Steps = 1 }).Images[0].Pixels.ToArray();
    }

    private static Dictionary<string, string> Of(string component, string path) => new() { [component] = path };

    private sealed class StepCollector(List<GenerationStep> steps) : IProgress<GenerationStep>
    {
        public void Report(GenerationStep value) => steps.Add(value);
    }
}
