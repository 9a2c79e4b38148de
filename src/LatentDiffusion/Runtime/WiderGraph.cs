namespace LatentDiffusion.Runtime;

/// <summary>
/// The same graph in float32, loaded when it is first asked for. A failure is not kept: memory may be there the next time.
/// </summary>
/// <param name="load">Loads it.</param>
internal sealed class WiderGraph(Func<OnnxGraph> load) : IDisposable
{
    private readonly Lock _lock = new();
    private OnnxGraph? _graph;

    /// <summary>The graph.</summary>
    public OnnxGraph Graph
    {
        get
        {
            lock (_lock) return _graph ??= load();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _graph?.Dispose();
}
