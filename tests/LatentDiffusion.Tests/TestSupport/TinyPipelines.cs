using System.Collections.Concurrent;

namespace LatentDiffusion.Tests;

/// <summary>The tiny models, each loaded once.</summary>
public sealed class TinyPipelines : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<LatentDiffusionPipeline>> _pipelines = new();

    public LatentDiffusionPipeline this[string family] =>
        _pipelines.GetOrAdd(family, _ => new(() => LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", family)))).Value;

    public void Dispose()
    {
        foreach (Lazy<LatentDiffusionPipeline> pipeline in _pipelines.Values) pipeline.Value.Dispose();
    }
}
