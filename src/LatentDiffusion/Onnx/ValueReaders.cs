namespace LatentDiffusion.Onnx;

/// <summary>Which nodes of a graph read a value; that the graph returns it counts as a reader too.</summary>
/// <param name="graph">The graph.</param>
internal sealed class ValueReaders(GraphProto graph)
{
    private readonly ILookup<string, NodeProto?> _readers = graph.Nodes
        .SelectMany(node => node.Inputs.Select(input => (Value: input, Node: (NodeProto?)node)))
        .Concat(graph.Outputs.Select(output => (Value: output.Name, Node: (NodeProto?)null)))
        .ToLookup(read => read.Value, read => read.Node, StringComparer.Ordinal);

    /// <summary>The node that alone reads a value, once; null where there is none, or more.</summary>
    /// <param name="value">Name of the value.</param>
    public NodeProto? Only(string value) => _readers[value].ToArray() is [{ } only] ? only : null;
}
