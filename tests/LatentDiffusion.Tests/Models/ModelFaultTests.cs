namespace LatentDiffusion.Tests;

/// <summary>A folder that is not right fails at load, with the file, what was expected and what is there.</summary>
public sealed class ModelFaultTests
{
    [Fact]
    public void Load_NoFolder_NamesIt()
    {
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => LatentDiffusionPipeline.Load("no/such/folder"));
        Assert.Contains(Path.Combine("no", "such", "folder"), e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model_index.json")]
    [InlineData("scheduler/scheduler_config.json")]
    [InlineData("unet/model.onnx")]
    [InlineData("unet/config.json")]
    [InlineData("text_encoder/model.onnx")]
    [InlineData("vae_decoder/model.onnx")]
    [InlineData("vae_decoder/config.json")]
    [InlineData("tokenizer/vocab.json")]
    [InlineData("tokenizer/merges.txt")]
    public void Load_MissingFile_NamesIt(string file)
    {
        using ModelCopy model = new();
        File.Delete(model[file]);
        Assert.Contains(model[file], model.LoadFails().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model_index.json", "{")]
    [InlineData("model_index.json", "[]")]
    [InlineData("model_index.json", "{\"_class_name\": 3}")]
    [InlineData("model_index.json", "{\"_class_name\": \"WhisperPipeline\"}")]
    [InlineData("model_index.json", "{\"_class_name\": \"StableDiffusionPipeline\", \"_class_name\": \"StableDiffusionPipeline\"}")]
    [InlineData("scheduler/scheduler_config.json", "{}")]
    [InlineData("scheduler/scheduler_config.json", "{\"_class_name\": \"DDIMScheduler\", \"beta_start\": 0.1, \"beta_start\": 0.1}")]
    [InlineData("scheduler/scheduler_config.json", "{\"_class_name\": \"DDIMScheduler\", \"beta_start\": 1.5}")]
    [InlineData("scheduler/scheduler_config.json", "{\"_class_name\": \"DDIMScheduler\", \"beta_start\": \"x\"}")]
    [InlineData("scheduler/scheduler_config.json", "{\"_class_name\": \"DDIMScheduler\", \"prediction_type\": \"flow_prediction\"}")]
    [InlineData("scheduler/scheduler_config.json", "{\"_class_name\": \"DDIMScheduler\", \"beta_schedule\": \"exp\"}")]
    [InlineData("vae_decoder/config.json", "{\"scaling_factor\": []}")]
    [InlineData("vae_decoder/config.json", "{\"scaling_factor\": 1, \"scaling_factor\": 1}")]
    [InlineData("unet/model.onnx", "")]
    [InlineData("unet/model.onnx", "not a graph")]
    [InlineData("unet/model.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 49104349\n")]
    public void Load_BrokenFile_NamesIt(string file, string content)
    {
        using ModelCopy model = new();
        File.WriteAllText(model[file], content);
        Assert.Contains(model[file], model.LoadFails().Message, StringComparison.Ordinal);
    }

    /// <summary>The index decides, as in diffusers; where it is silent, the file does.</summary>
    [Theory]
    [InlineData("""["diffusers", "NoSuchScheduler"]""", "DDIMScheduler", "model_index.json")]
    [InlineData("[null, null]", "NoSuchScheduler", "scheduler/scheduler_config.json")]
    public void Load_UnknownScheduler_NamesTheFileThatDecides(string indexed, string stated, string file)
    {
        using ModelCopy model = new();
        System.Text.Json.Nodes.JsonNode index = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(model["model_index.json"]))!;
        index["scheduler"] = System.Text.Json.Nodes.JsonNode.Parse(indexed);
        File.WriteAllText(model["model_index.json"], index.ToJsonString());
        File.WriteAllText(model["scheduler/scheduler_config.json"], $$"""{"_class_name": "{{stated}}"}""");
        string message = model.LoadFails().Message;
        Assert.Contains(model[file], message, StringComparison.Ordinal);
        Assert.Contains("NoSuchScheduler", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TruncatedGraph_NamesIt()
    {
        using ModelCopy model = new();
        File.WriteAllBytes(model["vae_decoder/model.onnx"], File.ReadAllBytes(model["vae_decoder/model.onnx"])[..100_000]);
        Assert.Contains(model["vae_decoder/model.onnx"], model.LoadFails().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GraphOfAnotherComponent_NamesInputAndWhatIsThere()
    {
        using ModelCopy model = new();
        File.Copy(model["vae_encoder/model.onnx"], model["unet/model.onnx"], overwrite: true);
        string message = model.LoadFails().Message;
        Assert.Contains(model["unet/model.onnx"], message, StringComparison.Ordinal);
        Assert.Contains("'timestep'", message, StringComparison.Ordinal);
        Assert.Contains("float32[batch, 3, height, width]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithoutEncoder_GeneratesButRefusesInitImage()
    {
        using ModelCopy model = new();
        Directory.Delete(model["vae_encoder"], recursive: true);
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model.Path);
        Assert.Single(pipeline.Generate(new GenerationRequest("") { Steps = 1 }).Images);
        var e = Assert.Throws<UnsupportedRequestException>(
            () => pipeline.Generate(new GenerationRequest("") { Steps = 2, Image = new(new RgbImage(128, 128, new byte[3 * 128 * 128])) }));
        Assert.Contains("vae_encoder", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NegativeThreads_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LatentDiffusionPipeline.Load("x", new PipelineOptions { Threads = 0 }));

    [Theory]
    [InlineData("cuda", "Microsoft.ML.OnnxRuntime.Gpu")]
    [InlineData("tensorrt", "Microsoft.ML.OnnxRuntime.Gpu")]
    [InlineData("directml", "Microsoft.ML.OnnxRuntime.DirectML")]
    public void Load_AbsentProvider_NamesPackage(string provider, string package)
    {
        ExecutionProvider wanted = ExecutionProviders.FromName(provider);
        ExecutionProviderException e = Assert.Throws<ExecutionProviderException>(
            () => LatentDiffusionPipeline.Load("x", new PipelineOptions { Provider = wanted }));
        Assert.Same(wanted, e.Provider);
        Assert.Contains(package, e.Message, StringComparison.Ordinal);
    }
}
