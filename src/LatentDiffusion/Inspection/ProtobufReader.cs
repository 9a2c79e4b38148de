using System.Text;

namespace LatentDiffusion;

/// <summary>
/// Walks over the fields of a protobuf message (https://protobuf.dev/programming-guides/encoding/) and skips what is not asked for, so that
/// looking into a file of gigabytes reads a few pages of it.
/// </summary>
internal sealed class ProtobufReader(Stream stream) : IDisposable
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;
    private const int MaxText = 1 << 16;
    private readonly BinaryReader _reader = new(stream, Encoding.UTF8);

    /// <summary>End of the whole message.</summary>
    public long Length => stream.Length;

    /// <summary>Goes to the next field of the message that ends at a position.</summary>
    /// <returns>The field, or null at the end.</returns>
    /// <exception cref="InvalidDataException">What is there is not protobuf.</exception>
    public ProtobufField? Next(long end)
    {
        if (stream.Position >= end) return null;
        ulong tag = ReadVarint();
        int number = (int)(tag >> 3);
        (ulong value, long length) = (tag & 7) switch
        {
            Varint => (ReadVarint(), 0L),
            Fixed64 => (0UL, 8L),
            Delimited => (0UL, checked((long)ReadVarint())),
            Fixed32 => (0UL, 4L),
            _ => throw new InvalidDataException($"there is no protobuf field at byte {stream.Position}"),
        };
        if (number == 0 || length > end - stream.Position)
            throw new InvalidDataException($"the protobuf field at byte {stream.Position} does not fit its message");
        return new ProtobufField(number, unchecked((long)value), stream.Position + length);
    }

    /// <summary>The text of a field.</summary>
    /// <exception cref="InvalidDataException">It is too long for a name.</exception>
    public string Text(ProtobufField field)
    {
        long length = field.End - stream.Position;
        if (length > MaxText) throw new InvalidDataException($"the name at byte {stream.Position} has {length} bytes");
        return Encoding.UTF8.GetString(_reader.ReadBytes((int)length));
    }

    /// <summary>The next number of a packed list.</summary>
    public long PackedVarint() => unchecked((long)ReadVarint());

    /// <summary>Whether a packed list goes on.</summary>
    public bool Within(ProtobufField field) => stream.Position < field.End;

    /// <summary>Leaves a field.</summary>
    public void Skip(ProtobufField field) => stream.Position = field.End;

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private ulong ReadVarint()
    {
        try
        {
            return unchecked((ulong)_reader.Read7BitEncodedInt64());
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException)
        {
            throw new InvalidDataException($"the number at byte {stream.Position} is damaged or cut off", e);
        }
    }
}
