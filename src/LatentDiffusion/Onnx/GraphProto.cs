namespace LatentDiffusion.Onnx;

/// <summary>A graph: <c>GraphProto</c> of https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto.</summary>
internal sealed record GraphProto
{
    private const int NodeField = 1, InitializerField = 5, InputField = 11, OutputField = 12, ValueInfoField = 13,
        SparseInitializerField = 15;

    /// <summary>Its nodes, each after those whose values it reads.</summary>
    public IReadOnlyList<NodeProto> Nodes { get; init; } = [];

    /// <summary>Its weights and other constants.</summary>
    public IReadOnlyList<TensorProto> Initializers { get; init; } = [];

    /// <summary>What it must be given. Files of old list the initializers too.</summary>
    public IReadOnlyList<ValueInfoProto> Inputs { get; init; } = [];

    /// <summary>What it returns.</summary>
    public IReadOnlyList<ValueInfoProto> Outputs { get; init; } = [];

    /// <summary>What is declared of values between nodes, which ONNX Runtime finds out by itself.</summary>
    public IReadOnlyList<ValueInfoProto> Values { get; init; } = [];

    /// <summary>Whether it has weights of which only those that are not 0 are stored.</summary>
    public bool HasSparseInitializers { get; init; }

    /// <summary>Its other fields, encoded.</summary>
    public ReadOnlyMemory<byte> Other { get; init; }

    /// <summary>Reads a graph; of two messages of one field, as protobuf allows them, the bytes come one behind the other.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static GraphProto Parse(params ReadOnlySpan<ReadOnlyMemory<byte>> messages)
    {
        List<NodeProto> nodes = [];
        List<TensorProto> initializers = [];
        List<ValueInfoProto> inputs = [], outputs = [], values = [];
        ProtobufWriter other = new();
        bool sparse = false;
        foreach (ReadOnlyMemory<byte> message in messages)
        {
            for (ProtobufReader reader = new(message); reader.Next();)
            {
                ProtobufField field = reader.Field;
                switch (field.Number)
                {
                    case NodeField: nodes.Add(NodeProto.Parse(field.Content)); break;
                    case InitializerField: initializers.Add(TensorProto.Parse(field.Content)); break;
                    case InputField: inputs.Add(ValueInfoProto.Parse(field.Content)); break;
                    case OutputField: outputs.Add(ValueInfoProto.Parse(field.Content)); break;
                    case ValueInfoField: values.Add(ValueInfoProto.Parse(field.Content)); break;
                    default: other.Raw(field.Encoded.Span); break;
                }

                sparse |= field.Number == SparseInitializerField;
            }
        }

        return new GraphProto
        {
            Nodes = nodes,
            Initializers = initializers,
            Inputs = inputs,
            Outputs = outputs,
            Values = values,
            HasSparseInitializers = sparse,
            Other = other.Written.ToArray(),
        };
    }

    /// <summary>The message.</summary>
    public ProtobufWriter Write()
    {
        ProtobufWriter result = new();
        foreach (NodeProto node in Nodes) result.Message(NodeField, node.Write());
        foreach (TensorProto tensor in Initializers) result.Message(InitializerField, tensor.Write());
        foreach (ValueInfoProto input in Inputs) result.Bytes(InputField, input.Encoded.Span);
        foreach (ValueInfoProto output in Outputs) result.Bytes(OutputField, output.Encoded.Span);
        foreach (ValueInfoProto value in Values) result.Bytes(ValueInfoField, value.Encoded.Span);
        return result.Raw(Other.Span);
    }
}
