using System.Buffers.Binary;
using System.Text;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Onnx;

/// <summary>A field of a protobuf message in memory.</summary>
/// <param name="Number">Its number in the schema.</param>
/// <param name="Value">Its value, where it is a number of variable or fixed length; else 0.</param>
/// <param name="Content">Its content, where it is a text, bytes, a packed list or a message; else empty.</param>
/// <param name="Encoded">All its bytes, tag included.</param>
/// <param name="IsDelimited">Whether it has content.</param>
internal readonly record struct ProtobufField(
    int Number, ulong Value, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Encoded, bool IsDelimited)
{
    private const int MaxText = 1 << 16;

    /// <summary>The text that it is.</summary>
    /// <exception cref="InvalidDataException">It is no text, or longer than 64 KB, which no name or path is.</exception>
    public string Text
    {
        get
        {
            if (Content.Length > MaxText) throw new InvalidDataException($"a name has {Content.Length} bytes; at most {MaxText} are read");
            try
            {
                return StrictUtf8.Encoding.GetString(Content.Span);
            }
            catch (DecoderFallbackException e)
            {
                throw new InvalidDataException("a name is not valid UTF-8", e);
            }
        }
    }

    /// <summary>The number of single precision that it is.</summary>
    public float Single => BitConverter.UInt32BitsToSingle((uint)Value);

    /// <summary>Adds the numbers that it holds to a list: a repeated field is packed into one, or one for each number.</summary>
    /// <exception cref="InvalidDataException">The packed list is damaged.</exception>
    public void AddTo(List<long> numbers)
    {
        if (!IsDelimited) numbers.Add((long)Value);
        for (ReadOnlySpan<byte> rest = Content.Span; !rest.IsEmpty;) numbers.Add((long)TakeVarint(ref rest));
    }

    /// <summary>Takes a number of variable length off the front.</summary>
    /// <exception cref="InvalidDataException">It is damaged or cut off.</exception>
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

    /// <summary>Takes a number of fixed length off the front.</summary>
    /// <exception cref="InvalidDataException">It is cut off.</exception>
    public static ulong TakeFixed(ref ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length < length) throw new InvalidDataException("a protobuf number is cut off");
        ulong value = length == sizeof(uint)
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        bytes = bytes[length..];
        return value;
    }
}
