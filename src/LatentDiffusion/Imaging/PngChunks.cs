using System.Buffers.Binary;

namespace LatentDiffusion.Imaging;

/// <summary>The chunks of a PNG file (PNG specification, third edition, section 5.3): length, type, body, CRC.</summary>
internal static class PngChunks
{
    private const int Frame = 12; // length, type and CRC
    private const int Header = 8 + Frame + 13; // signature and IHDR

    private static readonly uint[] Table = MakeTable();

    /// <summary>Splits off the first chunk. False at the end, also where the last chunk is cut off.</summary>
    public static bool TryNext(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> body)
    {
        type = body = default;
        if (rest.Length < Frame) return false;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - Frame) return false;
        type = rest[4..8];
        body = rest.Slice(8, (int)length);
        rest = rest[(Frame + (int)length)..];
        return true;
    }

    /// <summary>The body of the first chunk of a type, empty if there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> png, ReadOnlySpan<byte> wanted)
    {
        ReadOnlySpan<byte> rest = png[ImageFile.PngSignature.Length..];
        while (TryNext(ref rest, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> body))
            if (type.SequenceEqual(wanted)) return body;
        return default;
    }

    /// <summary>A chunk with its frame.</summary>
    public static byte[] Make(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        byte[] chunk = new byte[Frame + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        type.CopyTo(chunk.AsSpan(4));
        body.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc32(chunk.AsSpan(4, 4 + body.Length)));
        return chunk;
    }

    /// <summary>The file with a chunk between its header (IHDR) and the rest.</summary>
    /// <exception cref="ImageFormatException">The header is cut off.</exception>
    public static byte[] InsertAfterHeader(ReadOnlySpan<byte> png, ReadOnlySpan<byte> chunk) => png.Length >= Header
        ? [.. png[..Header], .. chunk, .. png[Header..]] : throw new ImageFormatException("The image: the header is cut off.");

    // PNG specification, annex D: what a byte does to the remainder, for all bytes.
    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint value = 0; value < table.Length; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            table[value] = crc;
        }

        return table;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes) crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }
}
