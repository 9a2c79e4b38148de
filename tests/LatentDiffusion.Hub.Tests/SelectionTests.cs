namespace LatentDiffusion.Hub.Tests;

/// <summary>Which files are fetched, of repositories as they are published.</summary>
public sealed class SelectionTests
{
    private const string Zero = "0000000000000000000000000000000000000000";

    /// <summary>As in stabilityai/stable-diffusion-xl-base-1.0: everything in every format.</summary>
    private static readonly string[] Everything =
    [
        "model_index.json", "README.md", "LICENSE.md", "sd_xl_base_1.0.safetensors", "comparison.png",
        "scheduler/scheduler_config.json", "tokenizer/vocab.json", "tokenizer/merges.txt", "tokenizer/tokenizer_config.json",
        "tokenizer/special_tokens_map.json",
        "text_encoder/config.json", "text_encoder/model.safetensors", "text_encoder/model.fp16.safetensors", "text_encoder/model.onnx",
        "text_encoder/pytorch_model.bin", "text_encoder/openvino_model.bin", "text_encoder/openvino_model.xml",
        "text_encoder/flax_model.msgpack",
        "unet/config.json", "unet/diffusion_pytorch_model.safetensors", "unet/diffusion_pytorch_model.fp16.safetensors", "unet/model.onnx",
        "unet/model.onnx_data", "unet/diffusion_pytorch_model.bin", "unet/diffusion_flax_model.msgpack", "unet/openvino_model.bin",
        "vae/config.json", "vae/diffusion_pytorch_model.safetensors", "vae/diffusion_pytorch_model.fp16.safetensors",
        "vae_encoder/config.json", "vae_encoder/model.onnx", "vae_decoder/config.json", "vae_decoder/model.onnx",
        "safety_checker/config.json", "safety_checker/model.safetensors", "feature_extractor/preprocessor_config.json",
    ];

    private static readonly string[] SmallOnes =
    [
        "model_index.json", "scheduler/scheduler_config.json", "tokenizer/vocab.json", "tokenizer/merges.txt",
        "tokenizer/tokenizer_config.json", "tokenizer/special_tokens_map.json", "text_encoder/config.json", "unet/config.json",
        "feature_extractor/preprocessor_config.json",
    ];

    [Fact]
    public Task Auto_TakesPlainWeights_AndNothingTwice() => AssertAsync(Everything, new(null, ModelWeights.Auto, ["safety_checker"]),
        [.. SmallOnes, "vae/config.json", "text_encoder/model.safetensors", "unet/diffusion_pytorch_model.safetensors",
            "vae/diffusion_pytorch_model.safetensors"]);

    [Fact]
    public Task HalfPrecision_TakesItsVariant() => AssertAsync(Everything, new("fp16", ModelWeights.Auto, ["safety_checker"]),
        [.. SmallOnes, "vae/config.json", "text_encoder/model.fp16.safetensors", "unet/diffusion_pytorch_model.fp16.safetensors",
            "vae/diffusion_pytorch_model.fp16.safetensors"]);

    [Fact]
    public Task Onnx_TakesGraphs_WithWhatLiesBesideThem() => AssertAsync(Everything, new(null, ModelWeights.Onnx, ["safety_checker"]),
        [.. SmallOnes, "text_encoder/model.onnx", "unet/model.onnx", "unet/model.onnx_data", "vae_encoder/config.json",
            "vae_encoder/model.onnx", "vae_decoder/config.json", "vae_decoder/model.onnx"]);

    [Fact]
    public Task RepositoryOfGraphs_IsTakenAsSuch() => AssertAsync(
        [.. Everything.Where(f => !f.EndsWith(".safetensors", StringComparison.Ordinal))], new(null, ModelWeights.Auto, ["safety_checker"]),
        [.. SmallOnes, "text_encoder/model.onnx", "unet/model.onnx", "unet/model.onnx_data", "vae_encoder/config.json",
            "vae_encoder/model.onnx", "vae_decoder/config.json", "vae_decoder/model.onnx"]);

    [Fact]
    public Task ComponentWithoutWeights_IsTakenAsGraph() => AssertAsync(
        [.. Everything.Where(f => f != "text_encoder/model.safetensors" && f != "text_encoder/model.fp16.safetensors")],
        new(null, ModelWeights.Safetensors, ["safety_checker"]),
        [.. SmallOnes, "vae/config.json", "text_encoder/model.onnx", "unet/diffusion_pytorch_model.safetensors",
            "vae/diffusion_pytorch_model.safetensors"]);

    [Fact]
    public async Task OnlyPickles_AreRefused_BeforeAnythingLargeIsFetched()
    {
        await using Bench bench = await Bench.WithModelAsync();
        FakeRepository repository = bench.Server.Repositories["org/model"];
        repository.With("unet/diffusion_pytorch_model.bin", repository.Files[SmallPipeline.Weights]).Files.Remove(SmallPipeline.Weights);
        HubException e = await bench.FailAsync(HubErrorKind.UnsafeFormat);
        Assert.Equal("unet/diffusion_pytorch_model.bin", e.File);
        Assert.Contains("refs/pr", e.Message);
        Assert.EndsWith("/model_index.json", Assert.Single(bench.Server.Requests, r => r.IsContent).Path);
    }

    [Theory]
    [InlineData("v1-5-pruned.ckpt")]
    [InlineData("pytorch_model.bin")]
    [InlineData("style.pt")]
    [InlineData("style.pth")]
    [InlineData("style.PKL")]
    public async Task OnlyPickles_AtTheRoot_AreRefused(string file)
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Add("org/model").With(file, FakeRepository.Bytes(5000));
        await bench.FailAsync(HubErrorKind.UnsafeFormat);
        await bench.FailAsync(HubErrorKind.UnsafeFormat, $"hf://org/model@main/{file}");
        Assert.Equal(0, bench.Server.Contents);
    }

    [Theory]
    [InlineData("diffusion_pytorch_model.safetensors.index.json", "diffusion_pytorch_model-{0}.safetensors", null)]
    [InlineData("diffusion_pytorch_model.safetensors.index.fp16.json", "diffusion_pytorch_model.fp16-{0}.safetensors", "fp16")]
    [InlineData("diffusion_pytorch_model.fp16.safetensors.index.json", "diffusion_pytorch_model-{0}.fp16.safetensors", "fp16")]
    public async Task ShardedWeights_AreThoseThatTheIndexNames(string index, string shards, string? variant)
    {
        await using Bench bench = await Bench.WithModelAsync();
        FakeRepository repository = bench.Server.Repositories["org/model"];
        repository.Files.Remove(SmallPipeline.Weights);
        string first = string.Format(null, shards, "00001-of-00002"), second = string.Format(null, shards, "00002-of-00002");
        repository.With($"unet/{index}", $$"""{"weight_map":{"a":"{{first}}","b":"{{second}}","c":"{{first}}"} }""")
            .With($"unet/{first}", FakeRepository.Bytes(2000, 4)).With($"unet/{second}", FakeRepository.Bytes(2000, 5))
            .With("unet/diffusion_pytorch_model-00001-of-00003.bin", FakeRepository.Bytes(2000, 6));
        string folder = await bench.GetAsync(options: bench.Options with { Variant = variant });
        Assert.Equal(
            ["config.json", .. ((string[])[index, first, second])],
            Directory.GetFiles(Path.Combine(folder, "unet")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
                .OrderBy(f => f == "config.json" ? 0 : f == index ? 1 : 2));
    }

    [Fact]
    public async Task SingleFile_IsItself_AndOneOfSeveralMustBeNamed()
    {
        await using Bench bench = await Bench.StartAsync();
        FakeRepository repository =
            bench.Server.Add("org/model").With("README.md", "x").With("style.safetensors", FakeRepository.Bytes(5000));
        Assert.EndsWith("style.safetensors", await bench.GetAsync());
        repository.With("other.safetensors", FakeRepository.Bytes(6000));
        HubException e = await bench.FailAsync(HubErrorKind.NotAModel);
        Assert.Contains("other.safetensors, style.safetensors", e.Message);
        Assert.EndsWith("other.safetensors", await bench.GetAsync("hf://org/model@main/other.safetensors"));
    }

    [Fact]
    public async Task Component_IsAFolderOfItsOwn()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Add("org/vae").With("config.json", "{}").With("diffusion_pytorch_model.safetensors", FakeRepository.Bytes(5000))
            .With("diffusion_pytorch_model.bin", FakeRepository.Bytes(5000, 2));
        string folder = await bench.GetAsync("org/vae");
        Assert.Equal(["config.json", "diffusion_pytorch_model.safetensors"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task FolderOfARepository_IsAModelOfItsOwn()
    {
        await using Bench bench = await Bench.WithModelAsync();
        FakeRepository many = bench.Server.Add("org/many");
        foreach (var (path, content) in bench.Server.Repositories["org/model"].Files) many.With($"a/b/{path}", content);
        string folder = await bench.GetAsync("hf://org/many@main/a/b");
        Assert.Equal(SmallPipeline.Large, File.ReadAllBytes(Path.Combine(folder, SmallPipeline.Weights)));
        Assert.Equal(folder, await bench.GetAsync("hf://org/many/a/b", bench.Options with { Offline = true }));
    }

    [Theory]
    [InlineData("unet", "names 'unet', but there is no such folder")]
    [InlineData("vae", "names 'vae'")]
    public async Task MissingComponent_IsNamed(string component, string problem)
    {
        await using Bench bench = await Bench.WithModelAsync();
        FakeRepository repository = bench.Server.Repositories["org/model"];
        foreach (string path in repository.Files.Keys.Where(f => f.StartsWith(component + "/", StringComparison.Ordinal)).ToArray())
            repository.Files.Remove(path);
        Assert.Contains(problem, (await bench.FailAsync(HubErrorKind.NotAModel)).Message);
    }

    [Fact]
    public async Task NothingOfUse_IsSaid()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Add("org/model").With("README.md", "x");
        Assert.Contains("neither model_index.json", (await bench.FailAsync(HubErrorKind.NotAModel)).Message);
    }

    private static async Task AssertAsync(string[] files, SelectionOptions options, string[] expected)
    {
        const string Index = """
            {"_class_name":"StableDiffusionXLPipeline","scheduler":["d","S"],"tokenizer":["t","T"],"text_encoder":["t","E"],
            "unet":["d","U"],"vae":["d","V"],"safety_checker":["s","C"],"feature_extractor":["t","F"]}
            """;
        PipelineFiles chooser = new("org/model", options, _ => Task.FromResult(System.Text.Encoding.UTF8.GetBytes(Index)));
        RepoListing listing = RepoListing.Of("org/model", files.Select(f => new RemoteFile(f, 1, Zero)));
        Selection selection = await chooser.SelectAsync(ModelName.Parse("org/model"), listing);
        Assert.Equal(expected.Order(StringComparer.Ordinal), selection.Files.Select(f => f.Path).Order(StringComparer.Ordinal));
    }
}
