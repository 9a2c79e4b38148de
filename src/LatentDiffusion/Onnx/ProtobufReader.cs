namespace LatentDiffusion.Onnx;

/// <summary>
/// Walks over the fields of a protobuf message in memory (https://protobuf.dev/programming-guides/encoding/). Nothing is copied: of a
/// mapped file, only the pages that are looked at are read.
/// </summary>
/// <param name="message">The message.</param>
internal struct ProtobufReader(ReadOnlyMemory<byte> message)
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;
    private ReadOnlyMemory<byte> _rest = message;

    /// <summary>The field that <see cref="Next"/> came to.</summary>
    public ProtobufField Field { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="InvalidDataException">What is there is not protobuf.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        ReadOnlySpan<byte> whole = _rest.Span, rest = whole;
        ulong tag = ProtobufField.TakeVarint(ref rest), value = 0;
        int kind = (int)(tag & 7);
        if (tag >> 3 is 0 or > int.MaxValue || kind is not (Varint or Fixed64 or Delimited or Fixed32))
            throw new InvalidDataException("a protobuf field has a number or a kind that does not exist");
        if (kind == Varint) value = ProtobufField.TakeVarint(ref rest);
        if (kind == Fixed64) value = ProtobufField.TakeFixed(ref rest, sizeof(ulong));
        if (kind == Fixed32) value = ProtobufField.TakeFixed(ref rest, sizeof(uint));
        ulong length = kind == Delimited ? ProtobufField.TakeVarint(ref rest) : 0;
        if (length > (ulong)rest.Length) throw new InvalidDataException("a protobuf field does not fit its message");
        int start = whole.Length - rest.Length, end = start + (int)length;
        Field = new ProtobufField((int)(tag >> 3), value, _rest[start..end], _rest[..end], kind == Delimited);
        _rest = _rest[end..];
        return true;
    }
}
