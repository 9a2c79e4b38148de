namespace LatentDiffusion;

/// <summary>A field of a protobuf message in memory, with the bytes that make it up.</summary>
/// <param name="number">Its number in the schema.</param>
/// <param name="number64">Its value, where it is a number of variable length.</param>
/// <param name="content">Its content, where it is a text, bytes or a message.</param>
/// <param name="raw">All its bytes.</param>
internal readonly ref struct ProtobufPart(int number, long number64, ReadOnlySpan<byte> content, ReadOnlySpan<byte> raw)
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    /// <summary>Its number in the schema.</summary>
    public int Number => number;

    /// <summary>Its value, where it is a number of variable length.</summary>
    public long Value => number64;

    /// <summary>Its content, where it is a text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Content { get; } = content;

    /// <summary>All its bytes.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>Takes the next field off a message.</summary>
    /// <returns>False at its end.</returns>
    /// <exception cref="InvalidDataException">What is there is not protobuf.</exception>
    public static bool TryTake(ref ReadOnlySpan<byte> message, out ProtobufPart part)
    {
        part = default;
        if (message.IsEmpty) return false;
        ReadOnlySpan<byte> rest = message, content = default;
        ulong tag = TakeVarint(ref rest), value = 0;
        int length = (tag & 7) switch
        {
            Fixed64 => sizeof(ulong),
            Fixed32 => sizeof(uint),
            _ => 0,
        };
        if ((tag & 7) == Varint) value = TakeVarint(ref rest);
        else if ((tag & 7) == Delimited) length = checked((int)TakeVarint(ref rest));
        else if (length == 0) throw new InvalidDataException("a protobuf field has a kind that does not exist");
        if (length > rest.Length) throw new InvalidDataException("a protobuf field does not fit its message");
        content = rest[..length];
        rest = rest[length..];
        part = new ProtobufPart((int)(tag >> 3), (long)value, content, message[..^rest.Length]);
        message = rest;
        return true;
    }

    /// <summary>Takes the next number off a packed list.</summary>
    /// <exception cref="InvalidDataException">It is cut off.</exception>
    public static ulong TakeVarint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            bytes = bytes[(i + 1)..];
            return value;
        }

        throw new InvalidDataException("a protobuf number is damaged or cut off");
    }
}
