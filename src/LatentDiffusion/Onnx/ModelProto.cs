namespace LatentDiffusion.Onnx;

/// <summary>
/// An ONNX model: <c>ModelProto</c> of https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto. It refers to the bytes that it was read
/// from, which must stay as they are.
/// </summary>
internal sealed record ModelProto
{
    private const int GraphField = 7, OpsetField = 8, FunctionField = 25;

    /// <summary>The main graph.</summary>
    public required GraphProto Graph { get; init; }

    /// <summary>The operators that it is written in.</summary>
    public IReadOnlyList<OpsetId> Opsets { get; init; } = [];

    /// <summary>The operators that it defines.</summary>
    public IReadOnlyList<FunctionProto> Functions { get; init; } = [];

    /// <summary>Its other fields, encoded.</summary>
    public ReadOnlyMemory<byte> Other { get; init; }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">It is not an ONNX model.</exception>
    public static ModelProto Parse(ReadOnlyMemory<byte> encoded)
    {
        List<ReadOnlyMemory<byte>> graphs = [];
        List<OpsetId> opsets = [];
        List<FunctionProto> functions = [];
        ProtobufWriter other = new();
        for (ProtobufReader reader = new(encoded); reader.Next();)
        {
            ProtobufField field = reader.Field;
            switch (field.Number)
            {
                case GraphField: graphs.Add(field.Content); break;
                case OpsetField: opsets.Add(OpsetId.Parse(field.Content)); break;
                case FunctionField: functions.Add(FunctionProto.Parse(field.Content)); break;
                default: other.Raw(field.Encoded.Span); break;
            }
        }

        return graphs.Count == 0
            ? throw new InvalidDataException("it holds no graph")
            : new ModelProto
            {
                Graph = GraphProto.Parse([.. graphs]),
                Opsets = opsets,
                Functions = functions,
                Other = other.Written.ToArray(),
            };
    }

    /// <summary>The bytes of the model.</summary>
    public byte[] Serialize()
    {
        ProtobufWriter result = new ProtobufWriter().Raw(Other.Span);
        foreach (OpsetId opset in Opsets) result.Message(OpsetField, opset.Write());
        result.Message(GraphField, Graph.Write());
        foreach (FunctionProto function in Functions) result.Message(FunctionField, function.Write());
        return result.Written.ToArray();
    }
}
