using System.Buffers.Binary;

namespace LatentDiffusion;

/// <summary>The RIFF chunks of a WebP file (RFC 9649, section 2): name, length, body, padded to an even length.</summary>
internal static class WebpChunks
{
    private const int FileHeader = 12, ChunkHeader = 8;
    private const byte ExifFlag = 0x08;

    /// <summary>Splits off the first chunk. False at the end, also where the last chunk is cut off.</summary>
    public static bool TryNext(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> body)
    {
        name = body = default;
        if (rest.Length < ChunkHeader) return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        if (length > rest.Length - ChunkHeader) return false;
        name = rest[..4];
        body = rest.Slice(ChunkHeader, (int)length);
        rest = rest[Math.Min(rest.Length, ChunkHeader + (int)length + (int)(length & 1))..];
        return true;
    }

    /// <summary>The body of the first chunk of a name, empty if there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> webp, ReadOnlySpan<byte> wanted)
    {
        ReadOnlySpan<byte> rest = webp[FileHeader..];
        while (TryNext(ref rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> body))
            if (name.SequenceEqual(wanted)) return body;
        return default;
    }

    /// <summary>The file in the extended format (VP8X), with EXIF data at the end.</summary>
    /// <param name="webp">A file in the simple format: nothing but a VP8 or VP8L chunk, opaque.</param>
    /// <param name="exif">A TIFF structure.</param>
    public static byte[] AppendExif(ReadOnlySpan<byte> webp, ReadOnlySpan<byte> exif)
    {
        var (width, height) = Size(webp);
        Span<byte> extended = stackalloc byte[10]; // flags, three reserved bytes, width - 1 and height - 1 in three bytes each
        extended.Clear();
        extended[0] = ExifFlag;
        BinaryPrimitives.WriteUInt16LittleEndian(extended[4..], (ushort)(width - 1));
        BinaryPrimitives.WriteUInt16LittleEndian(extended[7..], (ushort)(height - 1));

        byte[] file = [.. webp[..FileHeader], .. Make("VP8X"u8, extended), .. webp[FileHeader..], .. Make("EXIF"u8, exif)];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - ChunkHeader);
        return file;
    }

    private static byte[] Make(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        byte[] chunk = new byte[ChunkHeader + body.Length + (body.Length & 1)];
        name.CopyTo(chunk);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), body.Length);
        body.CopyTo(chunk.AsSpan(ChunkHeader));
        return chunk;
    }

    // 14 bits each: RFC 6386, section 9.1, after the frame tag and start code; RFC 9649, section 3.4, after the signature byte.
    private static (int Width, int Height) Size(ReadOnlySpan<byte> webp)
    {
        ReadOnlySpan<byte> lossy = Find(webp, "VP8 "u8);
        if (lossy.IsEmpty)
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(Find(webp, "VP8L"u8)[1..]);
            return ((int)(bits & 0x3FFF) + 1, (int)(bits >> 14 & 0x3FFF) + 1);
        }

        int width = BinaryPrimitives.ReadUInt16LittleEndian(lossy[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(lossy[8..]);
        return (width & 0x3FFF, height & 0x3FFF);
    }
}
