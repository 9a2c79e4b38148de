namespace LatentDiffusion.Hub.Tests;

/// <summary>Pipelines of models by name; on the provider of the command line, which brings the native library.</summary>
public sealed class LoadTests
{
    private static readonly GenerationRequest Request = new("a cat") { Seed = 1, Steps = 2, Width = 32, Height = 32 };

    private static readonly PipelineOptions Options = new() { Templates = Folder("templates") };

    private static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "References", name);

    [Theory]
    [InlineData("tiny", true)]
    [InlineData("tiny", false)]
    [InlineData("weights", true)]
    public async Task Load_ByName_DrawsWhatTheFolderDraws(string folder, bool symlinks)
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Add("org/model").WithFolder(Folder(folder));
        ModelHub hub = bench.Client(bench.Options with { Symlinks = symlinks });
        using LatentDiffusionPipeline expected = LatentDiffusionPipeline.Load(Folder(folder), Options);
        using LatentDiffusionPipeline actual = await LatentDiffusionPipeline.LoadAsync("hf://org/model@main", Options, hub);
        Assert.Equal(expected.Generate(Request).Images[0].Pixels, actual.Generate(Request).Images[0].Pixels);
        Assert.Equal("org/model", actual.Name);
    }

    [Fact]
    public async Task Load_SingleFile_ByName()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Add("org/model").With("whole.safetensors", File.ReadAllBytes(Folder("whole.safetensors")));
        PipelineOptions options = Options with { Config = Folder("weights") };
        using LatentDiffusionPipeline expected = LatentDiffusionPipeline.Load(Folder("whole.safetensors"), options);
        using LatentDiffusionPipeline actual = await LatentDiffusionPipeline.LoadAsync("org/model", options, bench.Client());
        Assert.Equal(expected.Generate(Request).Images[0].Pixels, actual.Generate(Request).Images[0].Pixels);
    }

    [Fact]
    public async Task Load_PathOnTheDisk_AsksNothing()
    {
        await using Bench bench = await Bench.StartAsync();
        using LatentDiffusionPipeline pipeline = await LatentDiffusionPipeline.LoadAsync(Folder("tiny"), hub: bench.Client());
        Assert.Empty(bench.Server.Requests);
        await Assert.ThrowsAsync<ArgumentException>(() => LatentDiffusionPipeline.LoadAsync("/no/such/folder", hub: bench.Client()));
    }

    [Fact]
    public async Task Load_ComponentByName()
    {
        await using Bench bench = await Bench.StartAsync();
        FakeRepository vae = bench.Server.Add("org/vae");
        foreach (string file in Directory.GetFiles(Path.Combine(Folder("weights"), "vae")))
            vae.With(Path.GetFileName(file), File.ReadAllBytes(file));
        PipelineOptions options = Options with { Components = new Dictionary<string, string> { ["vae"] = "hf://org/vae" } };
        using LatentDiffusionPipeline pipeline = await LatentDiffusionPipeline.LoadAsync(Folder("weights"), options, bench.Client());
        Assert.Equal(2, bench.Server.Contents);
    }

    [Theory]
    [InlineData(Precision.Auto, "cpu", null, null)]
    [InlineData(Precision.Float32, "cuda", null, null)]
    [InlineData(Precision.Auto, "cuda", null, "fp16")]
    [InlineData(Precision.Float16, "cpu", null, "fp16")]
    [InlineData(Precision.BFloat16, "cpu", null, "bf16")]
    [InlineData(Precision.Float16, "cpu", "non_ema", "non_ema")]
    public void VariantFor_Precision(Precision precision, string provider, string? variant, string? expected) => Assert.Equal(
        expected,
        HubPipelines.VariantFor(new PipelineOptions
        {
            Precision = precision, Provider = ExecutionProviders.FromName(provider), Variant = variant,
        }));

    [Theory]
    [InlineData(null, Precision.Float16, "fp16")]
    [InlineData(null, Precision.BFloat16, null)] // implied, and not there
    [InlineData("bf16", Precision.BFloat16, "bf16")] // asked for
    [InlineData(null, Precision.Float32, null)]
    public void VariantIn_FolderWithHalfPrecision(string? variant, Precision precision, string? expected)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "unet"));
            foreach (string name in (string[])["diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.fp16.safetensors"])
                File.WriteAllText(Path.Combine(folder, "unet", name), "");
            Assert.Equal(expected, HubPipelines.VariantIn(folder, new PipelineOptions { Variant = variant, Precision = precision }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Load_LearnedWordsByName_AreFetched()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Add("org/words").With("words.safetensors", [1, 2, 3]);
        PipelineOptions options = Options with { Embeddings = [new TextualInversion("hf://org/words") { Token = "charcoal" }] };
        ModelFormatException fault = await Assert.ThrowsAsync<ModelFormatException>(
            () => LatentDiffusionPipeline.LoadAsync(Folder("tiny"), options, bench.Client()));
        Assert.Contains("models--org--words", fault.Message, StringComparison.Ordinal); // which came, and is none
    }

    [Theory]
    [InlineData("fp16", Precision.Auto)]
    [InlineData(null, Precision.Float16)]
    public async Task Load_HalfPrecision_FetchesItsVariant(string? variant, Precision precision)
    {
        await using Bench bench = await Bench.StartAsync();
        FakeRepository repository = bench.Server.Add("org/model").WithFolder(Folder("weights"));
        const string Plain = "unet/diffusion_pytorch_model.safetensors";
        repository.With("unet/diffusion_pytorch_model.fp16.safetensors", repository.Files[Plain]);
        using LatentDiffusionPipeline pipeline =
            await LatentDiffusionPipeline.LoadAsync("org/model", Options with { Variant = variant, Precision = precision }, bench.Client());
        Assert.DoesNotContain(bench.Server.Requests, r => r.Path.EndsWith(Plain, StringComparison.Ordinal));
    }
}
