using LatentDiffusion.Errors;

namespace LatentDiffusion.Onnx;

/// <summary>A tensor in a model: <c>TensorProto</c> of https://github.com/onnx/onnx/blob/v1.19.0/onnx/onnx.proto.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
internal sealed record TensorProto(string Name, DataType Type, long[] Shape)
{
    private const int DimsField = 1, TypeField = 2, FloatDataField = 4, Int32DataField = 5, NameField = 8, RawDataField = 9,
        ExternalDataField = 13, DataLocationField = 14;

    private const int ExternalLocation = 1;

    /// <summary>Its bytes in the model, little-endian in row-major order; null where they lie elsewhere or are listed.</summary>
    public ReadOnlyMemory<byte>? RawData { get; init; }

    /// <summary>Where its bytes lie outside of the model; null where they are in it.</summary>
    public ExternalData? External { get; init; }

    /// <summary>Its other fields, encoded: elements that are listed one by one, other than of single precision; a documentation.</summary>
    public ReadOnlyMemory<byte> Other { get; init; }

    /// <summary>Number of its elements.</summary>
    /// <exception cref="InvalidDataException">A dimension is negative, or they are more than can be counted.</exception>
    public long Count
    {
        get
        {
            Int128 count = 1;
            foreach (long size in Shape) count = size < 0 || count > long.MaxValue ? -1 : count * size;
            return count >= 0 && count <= long.MaxValue
                ? (long)count : throw new InvalidDataException($"the tensor '{Shown.Of(Name)}' has an impossible shape");
        }
    }

    /// <summary>Reads a tensor.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static TensorProto Parse(ReadOnlyMemory<byte> encoded)
    {
        var (name, type, location) = ("", DataType.Undefined, 0UL);
        List<long> shape = [];
        List<ReadOnlyMemory<byte>> external = [];
        ReadOnlyMemory<byte>? raw = null;
        List<ProtobufField> floats = [];
        ProtobufWriter other = new();
        for (ProtobufReader reader = new(encoded); reader.Next();)
        {
            ProtobufField field = reader.Field;
            switch (field.Number)
            {
                case DimsField: field.AddTo(shape); break;
                case TypeField: type = (DataType)(int)field.Value; break;
                case NameField: name = field.Text; break;
                case RawDataField: raw = field.Content; break;
                case FloatDataField: floats.Add(field); break;
                case ExternalDataField: external.Add(field.Content); break;
                case DataLocationField: location = field.Value; break;
                default: other.Raw(field.Encoded.Span); break;
            }
        }

        // As for ONNX Runtime, what lies in the model counts where the location does not say otherwise, whatever else is mentioned.
        bool isExternal = location == ExternalLocation;
        TensorProto tensor = new(name, type, [.. shape])
        {
            RawData = isExternal ? null : raw,
            External = isExternal ? ExternalData.Parse(external) : null,
        };
        if (tensor.RawData is null && !isExternal && tensor.IsListOf(floats)) tensor = tensor with { RawData = floats[0].Content };
        else floats.ForEach(field => other.Raw(field.Encoded.Span));
        return tensor with { Other = other.Written.ToArray() };
    }

    /// <summary>The message.</summary>
    public ProtobufWriter Write()
    {
        ProtobufWriter result = new();
        foreach (long size in Shape) result.Number(DimsField, size);
        result.Number(TypeField, (int)Type).Text(NameField, Name).Raw(Other.Span);
        if (RawData is { } raw) result.Bytes(RawDataField, raw.Span);
        if (External is null) return result;
        foreach (ProtobufWriter entry in External.Write()) result.Message(ExternalDataField, entry);
        return result.Number(DataLocationField, ExternalLocation);
    }

    /// <summary>
    /// Whether one packed list holds all elements, as old exporters write weights: in the file these are the same bytes as raw ones, and
    /// are not copied as such.
    /// </summary>
    private bool IsListOf(List<ProtobufField> floats) =>
        Type == DataType.Float && floats is [{ IsDelimited: true } list] && list.Content.Length == (Int128)Count * sizeof(float);

    /// <summary>
    /// The bytes of a half-precision tensor in the model, wherever they are kept: as bytes, or as a whole number each.
    /// </summary>
    /// <exception cref="InvalidDataException">They lie outside of the model, or are not as many as the shape says.</exception>
    public ReadOnlyMemory<byte> HalfBytes()
    {
        if (RawData is { } raw) return raw;
        List<long> numbers = [];
        for (ProtobufReader reader = new(Other); reader.Next();)
            if (reader.Field.Number == Int32DataField) reader.Field.AddTo(numbers);
        if (External is not null || numbers.Count != Count)
            throw new InvalidDataException($"the tensor '{Shown.Of(Name)}' has not as many elements as its shape says");
        byte[] bytes = new byte[2 * numbers.Count];
        for (int i = 0; i < numbers.Count; i++) BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), (ushort)numbers[i]);
        return bytes;
    }
}
