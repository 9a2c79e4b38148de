namespace LatentDiffusion.Onnx;

/// <summary>
/// A declared input or output of a graph: <c>ValueInfoProto</c> of https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements; undefined where it is no tensor.</param>
/// <param name="Dimensions">A size, the name of a free dimension, or <c>?</c> for each; empty for a scalar.</param>
/// <param name="Encoded">The message.</param>
internal sealed record ValueInfoProto(string Name, DataType Type, IReadOnlyList<string> Dimensions, ReadOnlyMemory<byte> Encoded)
{
    private const int NameField = 1, TypeField = 2, TensorTypeField = 1, ElementTypeField = 1, ShapeField = 2, DimensionField = 1,
        SizeField = 1, SymbolField = 2;

    /// <summary>Declares a value whose type and shape are left to ONNX Runtime.</summary>
    public static ValueInfoProto Named(string name) => Parse(new ProtobufWriter().Text(NameField, name).Written.ToArray());

    /// <summary>Reads a declaration.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ValueInfoProto Parse(ReadOnlyMemory<byte> encoded)
    {
        string name = "";
        DataType type = DataType.Undefined;
        List<string> dimensions = [];
        for (ProtobufReader value = new(encoded); value.Next();)
        {
            if (value.Field.Number == NameField) name = value.Field.Text;
            if (value.Field.Number != TypeField) continue;
            for (ProtobufReader kind = new(value.Field.Content); kind.Next();)
            {
                if (kind.Field.Number != TensorTypeField) continue;
                for (ProtobufReader tensor = new(kind.Field.Content); tensor.Next();)
                {
                    if (tensor.Field.Number == ElementTypeField) type = (DataType)(int)tensor.Field.Value;
                    if (tensor.Field.Number == ShapeField) ReadShape(tensor.Field.Content, dimensions);
                }
            }
        }

        return new ValueInfoProto(name, type, dimensions, encoded);
    }

    /// <summary>The declaration with another type of elements.</summary>
    public ValueInfoProto WithType(DataType type)
    {
        ProtobufWriter changed = Nested(Encoded, [TypeField, TensorTypeField, ElementTypeField], (long)type);
        return this with { Type = type, Encoded = changed.Written.ToArray() };
    }

    /// <summary>For example <c>sample: float16[batch, 4, height, width]</c>.</summary>
    public override string ToString() => $"{Name}: {Type.Name()}[{string.Join(", ", Dimensions)}]";

    private static void ReadShape(ReadOnlyMemory<byte> shape, List<string> dimensions)
    {
        for (ProtobufReader reader = new(shape); reader.Next();)
        {
            if (reader.Field.Number != DimensionField) continue;
            string dimension = "?";
            for (ProtobufReader part = new(reader.Field.Content); part.Next();)
            {
                if (part.Field.Number == SizeField) dimension = FormattableString.Invariant($"{(long)part.Field.Value}");
                if (part.Field.Number == SymbolField) dimension = part.Field.Text;
            }

            dimensions.Add(dimension);
        }
    }

    private static ProtobufWriter Nested(ReadOnlyMemory<byte> message, ReadOnlySpan<int> path, long number)
    {
        ProtobufWriter result = new();
        for (ProtobufReader reader = new(message); reader.Next();)
        {
            if (reader.Field.Number != path[0]) result.Raw(reader.Field.Encoded.Span);
            else if (path.Length == 1) result.Number(path[0], number);
            else result.Message(path[0], Nested(reader.Field.Content, path[1..], number));
        }

        return result;
    }
}
