namespace LatentDiffusion.Onnx;

/// <summary>
/// An attribute of a node: <c>AttributeProto</c> of https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto. It stays encoded; what is
/// asked for is read.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Encoded">The message.</param>
internal sealed record AttributeProto(string Name, ReadOnlyMemory<byte> Encoded)
{
    private const int NameField = 1, FloatField = 2, IntField = 3, StringField = 4, TensorField = 5, GraphField = 6, FloatsField = 7,
        IntsField = 8, GraphsField = 11, TypeField = 20, ReferenceField = 21;

    private const int FloatType = 1, IntType = 2, StringType = 3, TensorType = 4, IntsType = 7;

    /// <summary>The whole number that it holds; 0 where it holds none.</summary>
    public long Int => Find(IntField) is { } found ? (long)found.Value : 0;

    /// <summary>The whole numbers that it holds as a list.</summary>
    public IReadOnlyList<long> Ints
    {
        get
        {
            List<long> values = [];
            for (ProtobufReader reader = new(Encoded); reader.Next();)
                if (reader.Field.Number == IntsField) reader.Field.AddTo(values);
            return values;
        }
    }

    /// <summary>The real numbers that it holds, one or several.</summary>
    public IReadOnlyList<float> Floats
    {
        get
        {
            List<float> values = [];
            for (ProtobufReader reader = new(Encoded); reader.Next();)
            {
                ProtobufField found = reader.Field;
                if (found.Number is not (FloatField or FloatsField)) continue;
                if (!found.IsDelimited) values.Add(found.Single);
                for (ReadOnlySpan<byte> rest = found.Content.Span; !rest.IsEmpty;)
                    values.Add(BitConverter.UInt32BitsToSingle((uint)ProtobufField.TakeFixed(ref rest, sizeof(uint))));
            }

            return values;
        }
    }

    /// <summary>The tensor that it holds, or null.</summary>
    /// <exception cref="InvalidDataException">The tensor is damaged.</exception>
    public TensorProto? Tensor => Find(TensorField) is { } found ? TensorProto.Parse(found.Content) : null;

    /// <summary>Whether it holds graphs: the branches of an <c>If</c>, the body of a <c>Loop</c>.</summary>
    public bool HasGraphs => Find(GraphField) is not null || Find(GraphsField) is not null;

    /// <summary>The graphs that it holds.</summary>
    /// <exception cref="InvalidDataException">One is damaged.</exception>
    public IEnumerable<GraphProto> Graphs
    {
        get
        {
            for (ProtobufReader reader = new(Encoded); reader.Next();)
                if (reader.Field.Number is GraphField or GraphsField) yield return GraphProto.Parse(reader.Field.Content);
        }
    }

    /// <summary>Reads an attribute.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static AttributeProto Parse(ReadOnlyMemory<byte> encoded)
    {
        string name = "";
        for (ProtobufReader reader = new(encoded); reader.Next();)
            if (reader.Field.Number == NameField) name = reader.Field.Text;
        return new AttributeProto(name, encoded);
    }

    /// <summary>An attribute with a whole number.</summary>
    public static AttributeProto Of(string name, long value) =>
        Made(name, new ProtobufWriter().Text(NameField, name).Number(IntField, value).Number(TypeField, IntType));

    /// <summary>An attribute with a real number.</summary>
    public static AttributeProto Of(string name, float value) =>
        Made(name, new ProtobufWriter().Text(NameField, name).Real(FloatField, value).Number(TypeField, FloatType));

    /// <summary>An attribute with a text.</summary>
    public static AttributeProto Of(string name, string value) =>
        Made(name, new ProtobufWriter().Text(NameField, name).Text(StringField, value).Number(TypeField, StringType));

    /// <summary>An attribute with whole numbers.</summary>
    public static AttributeProto Of(string name, params ReadOnlySpan<long> values)
    {
        ProtobufWriter writer = new ProtobufWriter().Text(NameField, name);
        foreach (long value in values) writer.Number(IntsField, value);
        return Made(name, writer.Number(TypeField, IntsType));
    }

    /// <summary>An attribute with a tensor.</summary>
    public static AttributeProto Of(string name, TensorProto value) =>
        Made(name, new ProtobufWriter().Text(NameField, name).Message(TensorField, value.Write()).Number(TypeField, TensorType));

    /// <summary>Within a function: the attribute of the call of a name, which is a whole number.</summary>
    public static AttributeProto IntOfCall(string name, string ofCall) => OfCall(name, ofCall, IntType);

    /// <summary>Within a function: the attribute of the call of a name, which is a real number.</summary>
    public static AttributeProto FloatOfCall(string name, string ofCall) => OfCall(name, ofCall, FloatType);

    /// <summary>The attribute with another whole number.</summary>
    public AttributeProto WithInt(long value) => With(IntField, (_, result) => result.Number(IntField, value));

    /// <summary>The attribute with another tensor.</summary>
    public AttributeProto WithTensor(TensorProto value) => With(TensorField, (_, result) => result.Message(TensorField, value.Write()));

    /// <summary>The attribute with each graph that it holds replaced.</summary>
    /// <exception cref="InvalidDataException">A graph is damaged.</exception>
    public AttributeProto WithGraphs(Func<GraphProto, GraphProto> replaced) => With(
        [GraphField, GraphsField],
        (field, result) => result.Message(field.Number, replaced(GraphProto.Parse(field.Content)).Write()));

    private AttributeProto With(int number, Action<ProtobufField, ProtobufWriter> write) => With([number], write);

    private AttributeProto With(int[] numbers, Action<ProtobufField, ProtobufWriter> write)
    {
        ProtobufWriter result = new();
        for (ProtobufReader reader = new(Encoded); reader.Next();)
        {
            if (numbers.Contains(reader.Field.Number)) write(reader.Field, result);
            else result.Raw(reader.Field.Encoded.Span);
        }

        return Made(Name, result);
    }

    private static AttributeProto OfCall(string name, string ofCall, int type) =>
        Made(name, new ProtobufWriter().Text(NameField, name).Text(ReferenceField, ofCall).Number(TypeField, type));

    private static AttributeProto Made(string name, ProtobufWriter writer) => new(name, writer.Written.ToArray());

    private ProtobufField? Find(int number)
    {
        for (ProtobufReader reader = new(Encoded); reader.Next();)
            if (reader.Field.Number == number) return reader.Field;
        return null;
    }
}
