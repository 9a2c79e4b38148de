namespace LatentDiffusion;

/// <summary>
/// Initializers and nodes that are put before a graph: protobuf merges the two occurrences of the field <c>graph</c>, so the bytes of the
/// prefix and of the model, one behind the other, are one model. Field numbers are those of
/// https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto.
/// </summary>
/// <param name="folder">The folder that the locations of files are relative to.</param>
internal sealed class GraphPrefix(string folder = "")
{
    private const int Float = 1;
    private readonly ProtobufWriter _graph = new();

    /// <summary>Declares a tensor whose bytes lie in a file.</summary>
    /// <param name="name">Its name in the graph.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="location">Path of the file, relative to the folder that the session is given.</param>
    /// <param name="offset">Position of its first byte in the file.</param>
    /// <param name="length">Number of its bytes.</param>
    public void External(string name, StoredType type, ReadOnlySpan<long> shape, string location, long offset, long length)
    {
        const int ExternalData = 13, DataLocation = 14, InExternalFile = 1;
        ProtobufWriter tensor = Tensor(name, type, shape).Number(DataLocation, InExternalFile)
            .Message(ExternalData, Entry("location", location))
            .Message(ExternalData, Entry("offset", FormattableString.Invariant($"{offset}")))
            .Message(ExternalData, Entry("length", FormattableString.Invariant($"{length}")));
        Add(tensor);
    }

    /// <summary>Declares a whole tensor of a file.</summary>
    /// <param name="name">Its name in the graph.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">Its dimensions in the graph, of as many elements.</param>
    public void External(string name, StoredTensor tensor, ReadOnlySpan<long> shape) =>
        External(name, tensor.Type, shape, Location(tensor.File), tensor.Offset, tensor.Length);

    /// <summary>The location of a file, as graphs state it.</summary>
    public string Location(string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');

    /// <summary>Declares a tensor with its bytes.</summary>
    public void Inline(string name, StoredType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        const int RawData = 9;
        Add(Tensor(name, type, shape).Bytes(RawData, bytes));
    }

    /// <summary>Converts a tensor to float32.</summary>
    public void Cast(string input, string output) => Node("Cast", [input], output, Integer("to", Float));

    /// <summary>Exchanges the two dimensions of a matrix.</summary>
    public void Transpose(string input, string output) => Node("Transpose", [input], output);

    /// <summary>Puts tensors one behind the other along their first dimension.</summary>
    public void Concatenate(IEnumerable<string> inputs, string output) => Node("Concat", inputs, output, Integer("axis", 0));

    /// <summary>Adds a node.</summary>
    /// <param name="operation">Its operator.</param>
    /// <param name="inputs">Names of what it reads.</param>
    /// <param name="output">Name of what it writes.</param>
    /// <param name="attributes">Its attributes.</param>
    public void Node(string operation, IEnumerable<string> inputs, string output, params ReadOnlySpan<ProtobufWriter> attributes)
    {
        const int GraphNode = 1, Input = 1, Output = 2, Name = 3, Operator = 4, Attribute = 5;
        ProtobufWriter node = new();
        foreach (string input in inputs) node.Text(Input, input);
        node.Text(Output, output).Text(Name, $"{operation} to {output}").Text(Operator, operation);
        foreach (ProtobufWriter attribute in attributes) node.Message(Attribute, attribute);
        _graph.Message(GraphNode, node);
    }

    /// <summary>An attribute with a whole number.</summary>
    public static ProtobufWriter Integer(string name, long value)
    {
        const int Name = 1, Value = 3, Type = 20, Int = 2;
        return new ProtobufWriter().Text(Name, name).Number(Value, value).Number(Type, Int);
    }

    /// <summary>An attribute with a text.</summary>
    public static ProtobufWriter String(string name, string value)
    {
        const int Name = 1, Value = 4, Type = 20, Text = 3;
        return new ProtobufWriter().Text(Name, name).Text(Value, value).Number(Type, Text);
    }

    /// <summary>The whole model.</summary>
    /// <param name="model">The model that the prefix belongs before.</param>
    public byte[] Before(ReadOnlySpan<byte> model)
    {
        const int Graph = 7;
        return [.. new ProtobufWriter().Message(Graph, _graph).Written, .. model];
    }

    private static ProtobufWriter Tensor(string name, StoredType type, ReadOnlySpan<long> shape)
    {
        const int Dimension = 1, DataType = 2, Name = 8;
        ProtobufWriter tensor = new();
        foreach (long size in shape) tensor.Number(Dimension, size);
        return tensor.Number(DataType, type.OnnxType).Text(Name, name);
    }

    private static ProtobufWriter Entry(string key, string value)
    {
        const int Key = 1, Value = 2;
        return new ProtobufWriter().Text(Key, key).Text(Value, value);
    }

    private void Add(ProtobufWriter tensor)
    {
        const int Initializer = 5;
        _graph.Message(Initializer, tensor);
    }
}
