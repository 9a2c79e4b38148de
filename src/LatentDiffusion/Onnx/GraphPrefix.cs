using LatentDiffusion.Storage;

namespace LatentDiffusion.Onnx;

/// <summary>
/// Initializers and nodes that are put before those of a graph: weights that lie in files, and what is made of them. ONNX Runtime computes
/// such nodes once, when it loads the graph.
/// </summary>
internal sealed class GraphPrefix
{
    private readonly List<TensorProto> _initializers = [];
    private readonly List<NodeProto> _nodes = [];
    private readonly List<string> _files = [];

    /// <summary>Paths of the files that hold weights, in the order of the numbers by which the model names them.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Declares a tensor whose bytes lie in a file.</summary>
    /// <param name="name">Its name in the graph.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="file">Path of the file.</param>
    /// <param name="offset">Position of its first byte in the file.</param>
    /// <param name="length">Number of its bytes.</param>
    public void External(string name, StoredType type, ReadOnlySpan<long> shape, string file, long offset, long length)
    {
        int index = _files.IndexOf(file);
        if (index < 0)
        {
            index = _files.Count;
            _files.Add(file);
        }

        _initializers.Add(new TensorProto(name, (DataType)type.OnnxType, shape.ToArray())
        {
            External = new ExternalData(BoundGraph.NameOf(index), offset, length),
        });
    }

    /// <summary>Declares a whole tensor of a file.</summary>
    /// <param name="name">Its name in the graph.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">Its dimensions in the graph, of as many elements.</param>
    public void External(string name, StoredTensor tensor, ReadOnlySpan<long> shape) =>
        External(name, tensor.Type, shape, tensor.File, tensor.Offset, tensor.Length);

    /// <summary>Declares a tensor with its bytes.</summary>
    public void Inline(string name, StoredType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes) =>
        _initializers.Add(new TensorProto(name, (DataType)type.OnnxType, shape.ToArray()) { RawData = bytes.ToArray() });

    /// <summary>Converts a tensor, to float32 unless another type is named.</summary>
    public void Cast(string input, string output, DataType type = DataType.Float) =>
        Node("Cast", [input], output, Integer("to", (long)type));

    /// <summary>Exchanges the two dimensions of a matrix.</summary>
    public void Transpose(string input, string output) => Node("Transpose", [input], output);

    /// <summary>Puts tensors one behind the other along their first dimension.</summary>
    public void Concatenate(IEnumerable<string> inputs, string output) => Node("Concat", inputs, output, Integer("axis", 0));

    /// <summary>Adds a node.</summary>
    /// <param name="operation">Its operator.</param>
    /// <param name="inputs">Names of what it reads.</param>
    /// <param name="output">Name of what it writes.</param>
    /// <param name="attributes">Its attributes.</param>
    public void Node(string operation, IEnumerable<string> inputs, string output, params ReadOnlySpan<AttributeProto> attributes) =>
        _nodes.Add(new NodeProto(operation, [.. inputs], [output], [.. attributes]) { Name = $"{operation} to {output}" });

    /// <summary>An attribute with a whole number.</summary>
    public static AttributeProto Integer(string name, long value) => AttributeProto.Of(name, value);

    /// <summary>An attribute with a text.</summary>
    public static AttributeProto String(string name, string value) => AttributeProto.Of(name, value);

    /// <summary>The whole model.</summary>
    /// <param name="model">The model that the prefix belongs before.</param>
    public BoundGraph Before(ModelProto model) => new(
        model with
        {
            Graph = model.Graph with
            {
                Initializers = [.. _initializers, .. model.Graph.Initializers],
                Nodes = [.. _nodes, .. model.Graph.Nodes],
            },
        },
        _files);
}
