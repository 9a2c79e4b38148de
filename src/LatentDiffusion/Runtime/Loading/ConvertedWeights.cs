using LatentDiffusion.Errors;
using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Runtime;

/// <summary>
/// Converts the weights of large graphs to float32 before ONNX Runtime sees them, into a temporary file, each as operators read it. ONNX
/// Runtime would do so in memory, for all before it uses the first, and keep them until it has rearranged the last for its kernels.
/// </summary>
internal static class ConvertedWeights
{
    // Weights with fewer values than this part of the bytes are left to ONNX Runtime.
    private const long Small = 1 << 14;

    // Each weight begins with a page.
    private const int Alignment = 4096;

    /// <summary>
    /// The graph with converted weights in a file of their own; itself where they are few, or no disk has the room.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="files">Its files, mapped. The new one is put behind them.</param>
    /// <param name="leastBytes">Bytes in float32 from which on they are worth a file.</param>
    /// <param name="cancellationToken">Stops the conversion.</param>
    public static BoundGraph Of(BoundGraph graph, List<MappedFile> files, long leastBytes, CancellationToken cancellationToken)
    {
        if (graph.KeepsWeights) return graph;
        IReadOnlyList<StoredWeight> weights = StoredWeight.Of(graph.Model.Graph, Math.Max(1, leastBytes / Small));
        long[] offsets = new long[weights.Count + 1];
        for (int i = 0; i < weights.Count; i++)
            offsets[i + 1] = offsets[i] + (BytesOf(weights[i]) + Alignment - 1) / Alignment * Alignment;
        if (weights.Count == 0 || offsets[^1] < leastBytes) return graph;
        if (TemporaryFile.Create(offsets[^1]) is not { } file) return graph;
        try
        {
            Write(weights, offsets, files, file, cancellationToken);
            files.Add(MappedFile.Of(file));
        }
        catch (Exception e)
        {
            file.Dispose();
            if (e is IOException) return graph; // another process took the room
            throw;
        }

        string name = BoundGraph.NameOf(files.Count - 1);
        return graph with { Model = graph.Model with { Graph = With(graph.Model.Graph, weights, offsets, name) } };
    }

    private static long BytesOf(StoredWeight weight) => weight.Tensor.Count * sizeof(float);

    private static GraphProto With(GraphProto graph, IReadOnlyList<StoredWeight> weights, long[] offsets, string file)
    {
        HashSet<NodeProto> done = new(
            weights.SelectMany(w => new[] { w.Cast, w.Transpose }).OfType<NodeProto>(), ReferenceEqualityComparer.Instance);
        HashSet<string> stored = weights.Select(w => w.Tensor.Name).ToHashSet(StringComparer.Ordinal);
        return graph with
        {
            Nodes = [.. graph.Nodes.Where(node => !done.Contains(node))],
            Initializers =
            [
                .. weights.Select((weight, i) => new TensorProto(weight.Output, DataType.Float, weight.Shape)
                {
                    External = new ExternalData(file, offsets[i], BytesOf(weight)),
                }),
                .. graph.Initializers.Where(tensor => !stored.Contains(tensor.Name)),
            ],
        };
    }

    private static void Write(
        IReadOnlyList<StoredWeight> weights,
        long[] offsets,
        IReadOnlyList<MappedFile> files,
        FileStream destination,
        CancellationToken cancellationToken)
    {
        Dictionary<string, MappedFile> named = files.Index().ToDictionary(
            file => BoundGraph.NameOf(file.Index), file => file.Item, StringComparer.Ordinal);
        using IDisposable released = new MappedPages(files).ReleaseRepeatedly();
        FirstFault.Of(() => Parallel.ForEach(
            weights,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = ProcessorCores.Count },
            () => new WeightWriter(destination.SafeFileHandle),
            (weight, _, i, writer) =>
            {
                MappedFile source = named[weight.Tensor.External!.Location];
                if (weight.Transpose is null) writer.Write(weight.Tensor, source, offsets[i]);
                else writer.WriteTransposed(weight.Tensor, source, offsets[i]);
                return writer;
            },
            _ => { }));
    }
}
