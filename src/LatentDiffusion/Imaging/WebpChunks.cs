using System.Buffers.Binary;

namespace LatentDiffusion.Imaging;

/// <summary>The RIFF chunks of a WebP file (RFC 9649, section 2): name, length, body, padded to an even length.</summary>
internal static class WebpChunks
{
    private const int FileHeader = 12, ChunkHeader = 8;
    private const byte AlphaFlag = 0x10, ExifFlag = 0x08;

    /// <summary>The flags of the extended format (RFC 9649, section 2.7).</summary>
    public const byte XmpFlag = 0x04;

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

    /// <summary>The file with EXIF data in place of those that it has.</summary>
    /// <param name="webp">The file.</param>
    /// <param name="exif">A TIFF structure.</param>
    public static byte[] PutExif(ReadOnlySpan<byte> webp, ReadOnlySpan<byte> exif) => Put(webp, "EXIF"u8, exif, ExifFlag);

    /// <summary>The file in the extended format (VP8X), with a chunk at its end in place of those of the same name.</summary>
    /// <param name="webp">The file.</param>
    /// <param name="added">Name of the chunk.</param>
    /// <param name="content">Its body.</param>
    /// <param name="flag">What the header says of its presence.</param>
    public static byte[] Put(ReadOnlySpan<byte> webp, ReadOnlySpan<byte> added, ReadOnlySpan<byte> content, byte flag)
    {
        byte[] header = ExtendedHeader(webp);
        header[0] |= flag;
        using MemoryStream stream = new(webp.Length + content.Length + 64);
        stream.Write(webp[..FileHeader]);
        Write(stream, "VP8X"u8, header);
        ReadOnlySpan<byte> rest = webp[FileHeader..];
        while (TryNext(ref rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> body))
            if (!name.SequenceEqual("VP8X"u8) && !name.SequenceEqual(added)) Write(stream, name, body);
        Write(stream, added, content);
        byte[] file = stream.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - ChunkHeader);
        return file;
    }

    private static void Write(Stream stream, ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        stream.Write(name);
        stream.Write(length);
        stream.Write(body);
        if ((body.Length & 1) == 1) stream.WriteByte(0);
    }

    /// <summary>Flags, three reserved bytes, width - 1 and height - 1 in three bytes each.</summary>
    private static byte[] ExtendedHeader(ReadOnlySpan<byte> webp)
    {
        ReadOnlySpan<byte> existing = Find(webp, "VP8X"u8);
        if (existing.Length >= 10) return existing.ToArray();
        var (width, height, hasAlpha) = Size(webp);
        byte[] header = new byte[10];
        if (hasAlpha) header[0] = AlphaFlag;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), (ushort)(width - 1));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(7), (ushort)(height - 1));
        return header;
    }

    // 14 bits each: RFC 6386, section 9.1, after the frame tag and start code; RFC 9649, section 3.4, after the signature byte.
    private static (int Width, int Height, bool HasAlpha) Size(ReadOnlySpan<byte> webp)
    {
        ReadOnlySpan<byte> lossy = Find(webp, "VP8 "u8), lossless = Find(webp, "VP8L"u8);
        if (lossy.Length >= 10)
        {
            int width = BinaryPrimitives.ReadUInt16LittleEndian(lossy[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(lossy[8..]);
            return (width & 0x3FFF, height & 0x3FFF, false);
        }

        if (lossless.Length < 5) throw new ImageFormatException("The image: the WebP header is damaged or cut off.");
        uint bits = BinaryPrimitives.ReadUInt32LittleEndian(lossless[1..]);
        return ((int)(bits & 0x3FFF) + 1, (int)(bits >> 14 & 0x3FFF) + 1, (bits >> 28 & 1) == 1);
    }
}
