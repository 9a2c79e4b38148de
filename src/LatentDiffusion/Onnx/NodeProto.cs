namespace LatentDiffusion.Onnx;

/// <summary>A node of a graph: <c>NodeProto</c> of https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto.</summary>
/// <param name="OpType">Its operator.</param>
/// <param name="Inputs">Names of the values that it reads; empty for one that is left out.</param>
/// <param name="Outputs">Names of the values that it writes; empty for one that is not wanted.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record NodeProto(
    string OpType, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, params IReadOnlyList<AttributeProto> Attributes)
{
    private const int InputField = 1, OutputField = 2, NameField = 3, OpTypeField = 4, AttributeField = 5, DomainField = 7;

    /// <summary>The domain of its operator; empty for ONNX's own.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Its name, for messages.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its other fields, encoded.</summary>
    public ReadOnlyMemory<byte> Other { get; init; }

    /// <summary>Reads a node.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static NodeProto Parse(ReadOnlyMemory<byte> encoded)
    {
        var (type, domain, name) = ("", "", "");
        List<string> inputs = [], outputs = [];
        List<AttributeProto> attributes = [];
        ProtobufWriter other = new();
        for (ProtobufReader reader = new(encoded); reader.Next();)
        {
            ProtobufField field = reader.Field;
            switch (field.Number)
            {
                case InputField: inputs.Add(field.Text); break;
                case OutputField: outputs.Add(field.Text); break;
                case NameField: name = field.Text; break;
                case OpTypeField: type = field.Text; break;
                case AttributeField: attributes.Add(AttributeProto.Parse(field.Content)); break;
                case DomainField: domain = field.Text; break;
                default: other.Raw(field.Encoded.Span); break;
            }
        }

        return new NodeProto(type, inputs, outputs, attributes) { Domain = domain, Name = name, Other = other.Written.ToArray() };
    }

    /// <summary>The message.</summary>
    public ProtobufWriter Write()
    {
        ProtobufWriter result = new();
        foreach (string input in Inputs) result.Text(InputField, input);
        foreach (string output in Outputs) result.Text(OutputField, output);
        if (Name.Length > 0) result.Text(NameField, Name);
        result.Text(OpTypeField, OpType);
        foreach (AttributeProto attribute in Attributes) result.Bytes(AttributeField, attribute.Encoded.Span);
        if (Domain.Length > 0) result.Text(DomainField, Domain);
        return result.Raw(Other.Span);
    }

    /// <summary>The attribute of a name, or null.</summary>
    public AttributeProto? Attribute(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name);

    /// <summary>The node with an attribute in place of that of the same name.</summary>
    public NodeProto With(AttributeProto attribute) =>
        this with { Attributes = [.. Attributes.Select(each => each.Name == attribute.Name ? attribute : each)] };

    /// <summary>The node with each graph in its attributes replaced.</summary>
    public NodeProto WithGraphs(Func<GraphProto, GraphProto> replaced) => Attributes.Any(a => a.HasGraphs)
        ? this with { Attributes = [.. Attributes.Select(a => a.HasGraphs ? a.WithGraphs(replaced) : a)] }
        : this;
}
