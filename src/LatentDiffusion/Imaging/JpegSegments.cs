using System.Buffers.Binary;

namespace LatentDiffusion.Imaging;

/// <summary>The marker segments of a JPEG file (ITU-T T.81, annex B) and the EXIF data in one of them (EXIF 2.32, section 4.7).</summary>
internal static class JpegSegments
{
    private const byte App0 = 0xE0, App1 = 0xE1, StartOfScan = 0xDA, EndOfImage = 0xD9;
    private const int MaxBody = ushort.MaxValue - 2;

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    /// <summary>Splits off the first segment. False where the image data begins or the segment is cut off.</summary>
    public static bool TryNext(scoped ref ReadOnlySpan<byte> rest, out byte marker, out ReadOnlySpan<byte> body)
    {
        marker = 0;
        body = default;
        while (rest.Length > 1 && rest[0] == 0xFF && rest[1] == 0xFF) rest = rest[1..]; // fill bytes
        if (rest.Length < 4 || rest[0] != 0xFF || rest[1] is StartOfScan or EndOfImage) return false;
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (length < 2 || length > rest.Length - 2) return false;
        marker = rest[1];
        body = rest[4..(2 + length)];
        rest = rest[(2 + length)..];
        return true;
    }

    /// <summary>The EXIF data of a file, empty if it has none.</summary>
    public static ReadOnlySpan<byte> FindExif(ReadOnlySpan<byte> jpeg)
    {
        ReadOnlySpan<byte> rest = jpeg[2..];
        while (TryNext(ref rest, out byte marker, out ReadOnlySpan<byte> body))
            if (marker == App1 && body.StartsWith(ExifName)) return body;
        return default;
    }

    /// <summary>
    /// Whether the end marker is there. Without it a file is cut off, and Pillow refuses it; libjpeg alone makes up what a progressive
    /// one lacks.
    /// </summary>
    public static bool IsComplete(ReadOnlySpan<byte> jpeg)
    {
        ReadOnlySpan<byte> rest = jpeg[2..];
        while (true)
        {
            int i = 0; // in the pixels of a scan FF is followed by 0 or makes a restart marker
            while (i + 1 < rest.Length && (rest[i] != 0xFF || rest[i + 1] is 0 or 0xFF or (>= 0xD0 and <= 0xD7))) i++;
            rest = rest[i..];
            if (rest.Length < 2 || rest[1] == EndOfImage) return rest.Length >= 2;
            if (!TryNext(ref rest, out _, out _)) rest = rest[2..];
        }
    }

    /// <summary>The file with EXIF data in a segment of its own, after the JFIF segment, which has to come first.</summary>
    public static byte[] InsertExif(ReadOnlySpan<byte> jpeg, ReadOnlySpan<byte> exif)
    {
        int length = ExifName.Length + exif.Length;
        if (length > MaxBody)
            throw new ArgumentException($"JPEG holds at most {MaxBody} bytes of EXIF data, not {length}; PNG and WebP hold more.");

        ReadOnlySpan<byte> rest = jpeg[2..];
        int place = TryNext(ref rest, out byte marker, out _) && marker == App0 ? jpeg.Length - rest.Length : 2;
        using MemoryStream file = new(jpeg.Length + length + 4);
        file.Write(jpeg[..place]);
        Write(file, App1, ExifName, exif);
        file.Write(jpeg[place..]);
        return file.ToArray();
    }

    /// <summary>Writes a segment whose body has two parts, together at most 65533 bytes.</summary>
    public static void Write(Stream stream, byte marker, ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(2 + name.Length + content.Length));
        stream.Write(head);
        stream.Write(name);
        stream.Write(content);
    }
}
