namespace LatentDiffusion.Tests;

/// <summary>A tiny checkpoint and a cache for its graphs.</summary>
internal sealed class CacheCase : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>With an empty cache.</summary>
    public CacheCase()
    {
    }

    /// <summary>With a copy of the cache of another.</summary>
    public CacheCase(CacheCase filled) => Folders.Copy(filled.Cache.Folder, Cache.Folder);

    public ModelCopy Model { get; } = ModelCopy.OfCheckpoint("stable_diffusion");

    public GraphCache Cache => new(_folder["graphs"]);

    public PipelineOptions Options => new() { Templates = ReferenceFiles.Path("checkpoints", "templates"), Cache = Cache };

    public string UnetEntry => Cache.List().Single(graph => graph.Component == "unet").Folder;

    public string UnetWeights => Model["unet/diffusion_pytorch_model.safetensors"];

    /// <summary>Loads the model and draws.</summary>
    /// <returns>The pixels, and what was said on loading.</returns>
    public (byte[] Pixels, IReadOnlyList<string> Warnings) Draw(Func<PipelineOptions, PipelineOptions>? change = null)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(Model.Path, change is null ? Options : change(Options));
        GenerationResult result = pipeline.Generate(new GenerationRequest("a red apple") { Steps = 2, Seed = 1 });
        return (result.Images[0].Pixels.ToArray(), pipeline.Warnings);
    }

    /// <summary>Draws without a cache.</summary>
    public byte[] DrawFresh() => Draw(options => options with { Cache = null }).Pixels;

    public void Dispose()
    {
        Model.Dispose();
        _folder.Dispose();
    }
}
