using System.Buffers;
using System.Text;

namespace LatentDiffusion.Onnx;

/// <summary>
/// Writes the fields of a protobuf message (https://protobuf.dev/programming-guides/encoding/), those kinds that ONNX files need.
/// </summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0, Delimited = 2, Fixed32 = 5;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Writes a number.</summary>
    public ProtobufWriter Number(int field, long value)
    {
        Raw(Tag(field, Varint));
        Raw((ulong)value);
        return this;
    }

    /// <summary>Writes a number of single precision.</summary>
    public ProtobufWriter Real(int field, float value)
    {
        Raw(Tag(field, Fixed32));
        BitConverter.TryWriteBytes(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
        return this;
    }

    /// <summary>Writes a text.</summary>
    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Writes bytes.</summary>
    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Raw(Tag(field, Delimited));
        Raw((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>Writes fields that are encoded already.</summary>
    public ProtobufWriter Raw(ReadOnlySpan<byte> fields)
    {
        _bytes.Write(fields);
        return this;
    }

    /// <summary>Writes a message within the message.</summary>
    public ProtobufWriter Message(int field, ProtobufWriter value) => Bytes(field, value.Written);

    private static ulong Tag(int field, int kind) => ((ulong)(uint)field << 3) | (uint)kind;

    private void Raw(ulong value)
    {
        Span<byte> span = _bytes.GetSpan(10);
        int length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
