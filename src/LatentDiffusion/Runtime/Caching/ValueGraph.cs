using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>Computes values of a graph that depend on weights alone.</summary>
internal sealed class ValueGraph
{
    private readonly BoundGraph _graph;
    private readonly ValueReaders _readers;
    private readonly Dictionary<string, NodeProto> _makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _tensors;

    /// <summary>Looks at a graph.</summary>
    /// <param name="graph">The graph.</param>
    public ValueGraph(BoundGraph graph)
    {
        (_graph, _readers) = (graph, new ValueReaders(graph.Model.Graph));
        foreach (NodeProto node in graph.Model.Graph.Nodes)
            foreach (string output in node.Outputs) _makers[output] = node;
        _tensors = graph.Model.Graph.Initializers.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>
    /// Names of a weight and of another value in its place as operators read them: after the exchange of their dimensions, if there is one.
    /// </summary>
    /// <param name="name">The weight.</param>
    /// <param name="other">The other value.</param>
    /// <returns>No name where not one operator of ONNX reads it, once: something else could have been made of it.</returns>
    public (string? Name, string Other) AsRead(string name, string other)
    {
        if (Reader(name) is not { } reader) return (null, other);
        if (reader.OpType != "Transpose") return (name, other);
        string read = reader.Outputs[0], otherRead = $"{other}/{reader.OpType}";
        _makers[otherRead] = reader with { Inputs = [other], Outputs = [otherRead], Name = $"{reader.OpType} to {otherRead}" };
        return (Reader(read) is null ? null : read, otherRead);
    }

    /// <summary>Computes values.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="files">The files of the graph, mapped.</param>
    /// <param name="settings">How sessions are made.</param>
    /// <exception cref="OnnxRuntimeException">One depends on an input of the graph.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Compute(IReadOnlyList<string> names, IReadOnlyList<MappedFile> files, SessionSettings settings)
    {
        List<NodeProto> nodes = [];
        List<TensorProto> tensors = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        HashSet<NodeProto> taken = new(ReferenceEqualityComparer.Instance); // a node may make several values
        foreach (string name in names) Need(name);
        BoundGraph part = _graph with
        {
            Model = _graph.Model with
            {
                Graph = _graph.Model.Graph with
                {
                    Nodes = nodes,
                    Initializers = tensors,
                    Inputs = [],
                    Outputs = [.. names.Select(ValueInfoProto.Named)],
                    Values = [],
                },
            },
        };
        using SessionOptions options = settings.CreateOptions();
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
        options.EnableCpuMemArena = false;
        OrtApi.AddFilesInMemory(options, files);
        using InferenceSession session = new(part.Serialize(files), options);
        using RunOptions run = new();
        return session.Run(run, [], [], names);

        void Need(string name)
        {
            if (!seen.Add(name)) return;
            if (_tensors.TryGetValue(name, out TensorProto? tensor)) tensors.Add(tensor);
            if (!_makers.TryGetValue(name, out NodeProto? node)) return;
            foreach (string input in node.Inputs) Need(input);
            if (taken.Add(node)) nodes.Add(node);
        }
    }

    // Functions may read a value several times, or something else may be made of it.
    private NodeProto? Reader(string name) => _readers.Only(name) is { Domain: "" } only ? only : null;
}
