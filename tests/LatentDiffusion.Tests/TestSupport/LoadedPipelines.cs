using System.Collections.Concurrent;

namespace LatentDiffusion.Tests;

/// <summary>Pipelines that the tests of a class share, each loaded once, and closed with it: all of them at once fill the memory.</summary>
public sealed class LoadedPipelines : IDisposable
{
    private readonly ConcurrentDictionary<object, Lazy<LatentDiffusionPipeline>> _pipelines = new();

    public LatentDiffusionPipeline Get(object key, Func<LatentDiffusionPipeline> load) => _pipelines.GetOrAdd(key, _ => new(load)).Value;

    public void Dispose()
    {
        foreach (Lazy<LatentDiffusionPipeline> pipeline in _pipelines.Values)
            if (pipeline.IsValueCreated) pipeline.Value.Dispose(); // not one that could not be loaded
    }
}
