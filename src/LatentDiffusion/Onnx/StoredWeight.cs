namespace LatentDiffusion.Onnx;

/// <summary>
/// A weight that lies in a file, and what alone reads it: a conversion to float32, an exchange of its two dimensions, or the one after the
/// other; and a convolution that alone reads the result.
/// </summary>
/// <param name="Tensor">The weight.</param>
/// <param name="Cast">The conversion; null where it is float32.</param>
/// <param name="Transpose">The exchange; null where there is none.</param>
internal sealed record StoredWeight(TensorProto Tensor, NodeProto? Cast, NodeProto? Transpose)
{
    /// <summary>The convolution, where it can read the weight in blocks.</summary>
    public NodeProto? Convolution { get; init; }

    /// <summary>Name of the value that nodes read.</summary>
    public string Output => (Transpose ?? Cast)?.Outputs[0] ?? Tensor.Name;

    /// <summary>Dimensions of that value.</summary>
    public long[] Shape => Transpose is null ? Tensor.Shape : [.. Tensor.Shape.Reverse()];

    /// <summary>Those of a graph that have at least so many elements.</summary>
    /// <param name="graph">The graph; what has graphs within its nodes has none.</param>
    /// <param name="leastCount">The number.</param>
    /// <param name="block">Channels in a block of convolutions, or 0.</param>
    public static IReadOnlyList<StoredWeight> Of(GraphProto graph, long leastCount, int block)
    {
        if (graph.Nodes.Any(node => node.Attributes.Any(a => a.HasGraphs))) return []; // which may read weights too
        ValueReaders readers = new(graph);
        List<StoredWeight> found = [];
        foreach (TensorProto tensor in graph.Initializers)
        {
            if (tensor.External is null || tensor.Count < leastCount || !(tensor.Type == DataType.Float || IsNarrow(tensor.Type))) continue;
            NodeProto? cast = Reader(tensor.Name, IsToSingle);
            if (cast is null && tensor.Type != DataType.Float) continue;
            string value = cast?.Outputs[0] ?? tensor.Name;
            NodeProto? transpose = tensor.Shape.Length == 2 ? Reader(value, IsExchange) : null;
            NodeProto? convolution = Reader(
                value, node => BlockedConvolutions.CanReplace(node, tensor.Shape, block) && node.Inputs[1] == value);
            if (cast is null && transpose is null && convolution is null) continue;
            found.Add(new StoredWeight(tensor, cast, transpose) { Convolution = convolution });
        }

        return found;

        NodeProto? Reader(string value, Func<NodeProto, bool> isWanted) =>
            readers.Only(value) is { } only && isWanted(only) ? only : null;
    }

    private static bool IsToSingle(NodeProto node) =>
        node is { OpType: "Cast", Domain: "" } && node.Attribute("to")?.Int == (long)DataType.Float;

    private static bool IsExchange(NodeProto node) =>
        node is { OpType: "Transpose", Domain: "" } && (node.Attribute("perm") is not { } order || order.Ints is [1, 0]);

    // float16, bfloat16, float8e4m3fn and float8e5m2
    private static bool IsNarrow(DataType type) => type.IsHalf() || (int)type is 17 or 19;
}
