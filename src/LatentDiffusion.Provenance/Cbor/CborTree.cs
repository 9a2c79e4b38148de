using System.Formats.Cbor;
using System.Globalization;

namespace LatentDiffusion.Provenance;

/// <summary>
/// Reads CBOR (RFC 8949) into dictionaries by text, lists, strings, byte arrays, 64-bit integers, floating-point numbers and booleans. Tags
/// are skipped. Bounded in depth; in size by the data.
/// </summary>
internal static class CborTree
{
    private const int MaxDepth = 32;

    /// <summary>Reads one value that takes all of the data.</summary>
    /// <exception cref="DamagedMarkException">It is not CBOR, is nested too deeply, or more follows.</exception>
    public static object? Read(ReadOnlyMemory<byte> data, string code)
    {
        try
        {
            CborReader reader = new(data, CborConformanceMode.Lax);
            object? value = Read(reader, 0);
            return reader.BytesRemaining == 0 ? value : throw new DamagedMarkException(code, "More follows the CBOR value.");
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException or ArgumentException)
        {
            throw new DamagedMarkException(code, $"The CBOR is damaged: {e.Message}", e);
        }
    }

    /// <summary>Reads a map.</summary>
    /// <exception cref="DamagedMarkException">It is not one.</exception>
    public static Dictionary<string, object?> ReadMap(ReadOnlyMemory<byte> data, string code) =>
        Read(data, code) as Dictionary<string, object?> ?? throw new DamagedMarkException(code, "A CBOR map was expected.");

    private static object? Read(CborReader reader, int depth)
    {
        if (depth > MaxDepth) throw new CborContentException($"nested more than {MaxDepth} deep");
        switch (reader.PeekState())
        {
            case CborReaderState.StartMap:
                return ReadMap(reader, depth);
            case CborReaderState.StartArray:
                List<object?> list = [];
                reader.ReadStartArray();
                while (reader.PeekState() != CborReaderState.EndArray) list.Add(Read(reader, depth + 1));
                reader.ReadEndArray();
                return list;
            case CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString:
                return reader.ReadTextString();
            case CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString:
                return reader.ReadByteString();
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                return reader.ReadInt64();
            case CborReaderState.Boolean:
                return reader.ReadBoolean();
            case CborReaderState.Null:
                reader.ReadNull();
                return null;
            case CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat:
                return reader.ReadDouble();
            case CborReaderState.Tag:
                reader.ReadTag();
                return Read(reader, depth + 1);
            default:
                reader.SkipValue();
                return null;
        }
    }

    private static Dictionary<string, object?> ReadMap(CborReader reader, int depth)
    {
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            string key = Read(reader, depth + 1) switch
            {
                string text => text,
                long number => number.ToString(CultureInfo.InvariantCulture),
                _ => throw new CborContentException("a key is neither text nor a number"),
            };
            if (!map.TryAdd(key, Read(reader, depth + 1))) throw new CborContentException("a key is there twice");
        }

        reader.ReadEndMap();
        return map;
    }
}
