namespace LatentDiffusion.Onnx;

/// <summary>Writes the body of an operator that our graphs keep whole (<see cref="WholeOperators"/>).</summary>
/// <param name="name">Name of the operator.</param>
/// <param name="inputs">Names of its inputs.</param>
/// <param name="attributes">Names of its attributes.</param>
internal sealed class FunctionBody(string name, string[] inputs, params string[] attributes)
{
    /// <summary>The domain of ONNX Runtime's own operators.</summary>
    public const string Microsoft = "com.microsoft";

    private const int Opset = 20; // as our graphs have
    private readonly List<NodeProto> _nodes = [];

    /// <summary>Adds a node.</summary>
    /// <returns>The value that it writes.</returns>
    public string Node(string operation, string[] read, params AttributeProto[] given) =>
        Add(new NodeProto(operation, read, [Next()], given));

    /// <summary>Adds a node of ONNX Runtime's own operators.</summary>
    /// <returns>The value that it writes.</returns>
    public string Kernel(string operation, string[] read, params AttributeProto[] given) =>
        Add(new NodeProto(operation, read, [Next()], given) { Domain = Microsoft });

    /// <summary>Exchanges dimensions.</summary>
    public string Transpose(string value, params long[] order) => Node("Transpose", [value], AttributeProto.Of("perm", order));

    /// <summary>Gives a value another shape; 0 keeps a dimension, -1 takes what is left.</summary>
    public string Reshape(string value, params long[] shape) => Node("Reshape", [value, Whole(shape)]);

    /// <summary>Converts to float32.</summary>
    public string Single(string value) => Node("Cast", [value], AttributeProto.Of("to", (long)DataType.Float));

    /// <summary>Whole numbers.</summary>
    public string Whole(params long[] values) => Node("Constant", [], AttributeProto.Of("value_ints", values));

    /// <summary>The function, which returns a value.</summary>
    public FunctionProto Returning(string value) => new(WholeOperators.Domain, name)
    {
        Inputs = inputs,
        Outputs = ["result"],
        Attributes = attributes,
        Nodes = [.. _nodes, new NodeProto("Identity", [value], ["result"])],
        Opsets = [new OpsetId("", Opset), new OpsetId(Microsoft, 1)],
    };

    private string Next() => FormattableString.Invariant($"value{_nodes.Count}");

    private string Add(NodeProto node)
    {
        _nodes.Add(node);
        return node.Outputs[0];
    }
}
