namespace LatentDiffusion.Onnx;

/// <summary>
/// An operator that a model defines by a body of nodes: <c>FunctionProto</c> of
/// https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto. ONNX Runtime puts the body in the place of each call.
/// </summary>
/// <param name="Domain">Domain of the operator.</param>
/// <param name="Name">Name of the operator.</param>
internal sealed record FunctionProto(string Domain, string Name)
{
    private const int NameField = 1, InputField = 4, OutputField = 5, AttributeField = 6, NodeField = 7, OpsetField = 9, DomainField = 10;

    /// <summary>Names of the values that it is given.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Names of the values that it returns.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>Names of its attributes.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>Its body.</summary>
    public IReadOnlyList<NodeProto> Nodes { get; init; } = [];

    /// <summary>The operators that the body is written in.</summary>
    public IReadOnlyList<OpsetId> Opsets { get; init; } = [];

    /// <summary>Its other fields, encoded.</summary>
    public ReadOnlyMemory<byte> Other { get; init; }

    /// <summary>Reads a function.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static FunctionProto Parse(ReadOnlyMemory<byte> encoded)
    {
        var (domain, name) = ("", "");
        List<string> inputs = [], outputs = [], attributes = [];
        List<NodeProto> nodes = [];
        List<OpsetId> opsets = [];
        ProtobufWriter other = new();
        for (ProtobufReader reader = new(encoded); reader.Next();)
        {
            ProtobufField field = reader.Field;
            switch (field.Number)
            {
                case NameField: name = field.Text; break;
                case DomainField: domain = field.Text; break;
                case InputField: inputs.Add(field.Text); break;
                case OutputField: outputs.Add(field.Text); break;
                case AttributeField: attributes.Add(field.Text); break;
                case NodeField: nodes.Add(NodeProto.Parse(field.Content)); break;
                case OpsetField: opsets.Add(OpsetId.Parse(field.Content)); break;
                default: other.Raw(field.Encoded.Span); break;
            }
        }

        return new FunctionProto(domain, name)
        {
            Inputs = inputs,
            Outputs = outputs,
            Attributes = attributes,
            Nodes = nodes,
            Opsets = opsets,
            Other = other.Written.ToArray(),
        };
    }

    /// <summary>The message.</summary>
    public ProtobufWriter Write()
    {
        ProtobufWriter result = new ProtobufWriter().Text(NameField, Name);
        foreach (string input in Inputs) result.Text(InputField, input);
        foreach (string output in Outputs) result.Text(OutputField, output);
        foreach (string attribute in Attributes) result.Text(AttributeField, attribute);
        foreach (NodeProto node in Nodes) result.Message(NodeField, node.Write());
        foreach (OpsetId opset in Opsets) result.Message(OpsetField, opset.Write());
        return result.Text(DomainField, Domain).Raw(Other.Span);
    }
}
