using LatentDiffusion.Errors;
using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Runtime;

/// <summary>
/// Converts the weights of large graphs to float32 before ONNX Runtime sees them, into temporary files, each as operators read it. ONNX
/// Runtime would do so in memory, for all before it uses the first, and keep them until it has rearranged the last for its kernels; those of
/// convolutions it would copy four times.
/// </summary>
internal static class ConvertedWeights
{
    // Weights with fewer values than this part of the bytes are left to ONNX Runtime.
    private const long Small = 1 << 14;

    // Linux lets one thread at a time write to a file; more than so many find no faster memory.
    private const int MostFiles = 8;

    /// <summary>
    /// The graph with converted weights in files of their own; itself where they are few, or no disk has the room.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="files">Its files, mapped. The new ones are put behind them.</param>
    /// <param name="leastBytes">Bytes in float32 from which on they are worth files.</param>
    /// <param name="block">Channels that convolutions take at once, or 0 where their weights stay as they are.</param>
    /// <param name="cancellationToken">Stops the conversion.</param>
    public static BoundGraph Of(BoundGraph graph, List<MappedFile> files, long leastBytes, int block, CancellationToken cancellationToken)
    {
        if (graph.KeepsWeights) return graph;
        IReadOnlyList<StoredWeight> weights = StoredWeight.Of(graph.Model.Graph, Math.Max(1, leastBytes / Small), block);
        IReadOnlyList<WeightFile> layout = WeightFile.Divide(weights, Math.Min(ProcessorCores.Count, MostFiles));
        if (weights.Count == 0 || layout.Sum(file => file.Length) < leastBytes) return graph;
        List<FileStream> written = [];
        try
        {
            foreach (WeightFile file in layout)
                written.Add(TemporaryFile.Create(file.Length) ?? throw new IOException("no disk has the room"));
            Write(layout, files, written, block, cancellationToken);
        }
        catch (Exception e)
        {
            written.ForEach(file => file.Dispose());
            if (e is IOException) return graph;
            throw;
        }

        int first = files.Count;
        files.AddRange(written.Select(MappedFile.Of));
        ModelProto model = graph.Model with
        {
            Graph = With(graph.Model.Graph, weights, layout.SelectMany((file, i) => file.Declare(BoundGraph.NameOf(first + i)))),
        };
        return graph with { Model = BlockedConvolutions.Replace(model, ConvolutionsOf(weights)) };
    }

    private static Dictionary<NodeProto, long> ConvolutionsOf(IReadOnlyList<StoredWeight> weights)
    {
        Dictionary<NodeProto, long> found = new(ReferenceEqualityComparer.Instance);
        foreach (StoredWeight weight in weights)
            if (weight.Convolution is { } convolution) found[convolution] = weight.Shape[0];
        return found;
    }

    private static GraphProto With(GraphProto graph, IReadOnlyList<StoredWeight> weights, IEnumerable<TensorProto> converted)
    {
        HashSet<NodeProto> done = new(
            weights.SelectMany(w => new[] { w.Cast, w.Transpose }).OfType<NodeProto>(), ReferenceEqualityComparer.Instance);
        HashSet<string> stored = weights.Select(w => w.Tensor.Name).ToHashSet(StringComparer.Ordinal);
        return graph with
        {
            Nodes = [.. graph.Nodes.Where(node => !done.Contains(node))],
            Initializers = [.. converted, .. graph.Initializers.Where(tensor => !stored.Contains(tensor.Name))],
        };
    }

    private static void Write(
        IReadOnlyList<WeightFile> layout,
        IReadOnlyList<MappedFile> files,
        IReadOnlyList<FileStream> destinations,
        int block,
        CancellationToken cancellationToken)
    {
        Dictionary<string, MappedFile> named = BoundGraph.Named(files);
        using IDisposable released = new MappedPages(files).ReleaseRepeatedly();
        FirstFault.Of(() => Parallel.For(0, layout.Count, i =>
        {
            LargePageWriter destination = new(destinations[i].SafeFileHandle);
            WeightWriter writer = new(destination);
            foreach (var (weight, offset) in layout[i].Weights.Zip(layout[i].Offsets))
            {
                cancellationToken.ThrowIfCancellationRequested();
                destination.PadTo(offset);
                Write(weight, named[weight.Tensor.External!.Location], block, writer);
            }

            destination.PadTo(layout[i].Length);
            destination.Flush();
        }));
    }

    private static void Write(StoredWeight weight, MappedFile source, int block, WeightWriter writer)
    {
        if (weight.Transpose is not null) writer.WriteTransposed(weight.Tensor, source);
        else if (weight.Convolution is not null) writer.WriteBlocked(weight.Tensor, source, block);
        else writer.Write(weight.Tensor, source);
    }
}
