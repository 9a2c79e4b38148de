using LatentDiffusion.Checkpoints;
using LatentDiffusion.Errors;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.ModelFolders;

/// <summary>The loaded graphs of a model, by the names of their folders.</summary>
internal sealed class GraphSet : IDisposable
{
    // Half precision becomes twice as large, what ONNX Runtime rearranges as much again, and generating needs memory too.
    private const int LoadingFactor = 8;

    // Bytes of weights from which on it is worth the time to give memory back.
    private const long Large = 1 << 28;

    private readonly Dictionary<string, OnnxGraph> _graphs;
    private readonly Func<GraphSource, Precision, GraphPrecision> _precisionOf;

    private GraphSet(Dictionary<string, OnnxGraph> graphs, Func<GraphSource, Precision, GraphPrecision> precisionOf) =>
        (_graphs, _precisionOf) = (graphs, precisionOf);

    /// <summary>A graph that the family requires.</summary>
    public OnnxGraph this[string name] => _graphs[name];

    /// <summary>
    /// Loads graphs at the same time, as most of the work is ONNX Runtime's optimiser, on one thread each; or one
    /// after the other, where the memory is tight.
    /// </summary>
    /// <param name="folder">Folder of the model.</param>
    /// <param name="required">Graphs that must be there.</param>
    /// <param name="optional">Graphs that are loaded where they are there.</param>
    /// <param name="options">How to load.</param>
    /// <param name="precisionOf">What a graph computes in, for what the user asked for.</param>
    /// <param name="progress">Told after each graph, or null.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="ModelFormatException">One is missing, or ONNX Runtime refuses it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static GraphSet Load(
        ModelFolder folder,
        IReadOnlyList<string> required,
        IReadOnlyList<string> optional,
        PipelineOptions options,
        Func<GraphSource, Precision, GraphPrecision> precisionOf,
        IProgress<LoadingStep>? progress = null,
        CancellationToken cancellationToken = default)
    {
        string[] names = [.. required.Union(optional.Append(ComponentNames.PreviewDecoder).Where(folder.HasGraph))];
        return new GraphSet(Load(folder, names, options, precisionOf, progress, cancellationToken), precisionOf);
    }

    /// <summary>The same graphs, but for some that are loaded anew.</summary>
    /// <param name="names">Which, of those that are loaded.</param>
    /// <param name="folder">Folder of the model.</param>
    /// <param name="options">How to load.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="ModelFormatException">ONNX Runtime refuses one.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GraphSet Reload(IEnumerable<string> names, ModelFolder folder, PipelineOptions options, CancellationToken cancellationToken)
    {
        Dictionary<string, OnnxGraph> graphs = new(_graphs, StringComparer.Ordinal);
        string[] loaded = [.. names.Where(_graphs.ContainsKey)];
        foreach (var (name, graph) in Load(folder, loaded, options, _precisionOf, null, cancellationToken)) graphs[name] = graph;
        return new GraphSet(graphs, _precisionOf);
    }

    /// <summary>Frees some graphs only.</summary>
    public void Dispose(IEnumerable<string> names)
    {
        OnnxGraph[] graphs = [.. names.Select(Find).OfType<OnnxGraph>()];
        foreach (OnnxGraph graph in graphs) graph.Dispose();
        if (graphs.Length > 0) NativeHeap.Trim();
    }

    private static Dictionary<string, OnnxGraph> Load(
        ModelFolder folder,
        IReadOnlyList<string> names,
        PipelineOptions options,
        Func<GraphSource, Precision, GraphPrecision> precisionOf,
        IProgress<LoadingStep>? progress,
        CancellationToken cancellationToken)
    {
        SessionSettings settings = options.Sessions(folder.Warnings.Add) with { CancellationToken = cancellationToken };
        GraphSource[] required = [.. names.Select(folder.Source)];
        foreach (GraphSource source in required) source.Require();
        (GraphSource Source, long Bytes)[] sources = [.. required.Select(source => (source, source.Bytes))];
        bool tight = sources.Sum(s => s.Bytes) * LoadingFactor > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (tight) sources = [.. sources.OrderByDescending(s => s.Bytes)]; // the largest needs most while it is loaded
        ParallelOptions threads = new() { MaxDegreeOfParallelism = tight ? 1 : -1 };
        OnnxGraph?[] graphs = new OnnxGraph?[sources.Length];
        LoadingReporter reporter = new(progress, sources.Length);
        try
        {
            FirstFault.Of(() => Parallel.For(0, sources.Length, threads, i =>
            {
                graphs[i] = sources[i].Source.Load(settings, precisionOf(sources[i].Source, settings.Precision));
                if (sources[i].Bytes > Large) NativeHeap.Trim();
                reporter.Report(sources[i].Source.Name);
            }));
            cancellationToken.ThrowIfCancellationRequested();
            return graphs.ToDictionary(g => g!.Name, g => g!, StringComparer.Ordinal);
        }
        catch
        {
            foreach (OnnxGraph? graph in graphs) graph?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Names of the graphs that pictures depend on.</summary>
    public IEnumerable<string> Names => _graphs.Keys.Where(name => name != ComponentNames.PreviewDecoder);

    /// <summary>A graph that may be absent.</summary>
    public OnnxGraph? Find(string name) => _graphs.GetValueOrDefault(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(_graphs.Keys);
    }
}
