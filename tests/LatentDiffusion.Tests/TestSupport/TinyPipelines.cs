namespace LatentDiffusion.Tests;

/// <summary>The tiny models, each loaded once.</summary>
public sealed class TinyPipelines : IDisposable
{
    private readonly LoadedPipelines _pipelines = new();

    public LatentDiffusionPipeline this[string family] =>
        _pipelines.Get(family, () => LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", family)));

    public void Dispose() => _pipelines.Dispose();
}
