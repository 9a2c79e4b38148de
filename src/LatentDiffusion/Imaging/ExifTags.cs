using System.Buffers.Binary;
using System.Text;

namespace LatentDiffusion.Imaging;

/// <summary>The two EXIF tags that matter here, in the TIFF structure that holds them (EXIF 2.32, sections 4.5 and 4.6).</summary>
internal static class ExifTags
{
    private const ushort OrientationTag = 0x0112, ExifPointerTag = 0x8769, UserCommentTag = 0x9286;

    /// <summary>The orientation, 1 to 8; 1 (upright) where its value is none of these, null where the data has no such tag.</summary>
    public static int? Orientation(ReadOnlySpan<byte> exif)
    {
        TiffReader tiff = new(exif);
        if (!tiff.Has(tiff.FirstDirectory, OrientationTag)) return null;
        int value = (int)Math.Min(tiff.Number(tiff.FirstDirectory, OrientationTag), 9);
        return value is >= 1 and <= 8 ? value : 1;
    }

    /// <summary>The text of the tag UserComment, or null.</summary>
    public static string? UserComment(ReadOnlySpan<byte> exif)
    {
        TiffReader tiff = new(exif);
        ReadOnlySpan<byte> comment = tiff.Bytes(tiff.Number(tiff.FirstDirectory, ExifPointerTag), UserCommentTag);
        if (comment.Length < 8 || comment.Length > ImageMetadata.MaxTextBytes) return null;
        ReadOnlySpan<byte> charset = comment[..8], text = comment[8..];
        if (charset.SequenceEqual("UNICODE\0"u8)) return (tiff.BigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(text);
        bool bytes = charset.SequenceEqual("ASCII\0\0\0"u8) || charset.IndexOfAnyExcept((byte)0) < 0;
        return bytes ? Encoding.UTF8.GetString(text).TrimEnd('\0') : null;
    }

    /// <summary>A TIFF structure with only a UserComment: big-endian, UTF-16, as piexif writes it for stable-diffusion-webui.</summary>
    public static byte[] WithUserComment(string text)
    {
        byte[] comment = [.. "UNICODE\0"u8, .. Encoding.BigEndianUnicode.GetBytes(text)];
        ImageMetadata.CheckLength(comment);

        // Header, then a directory with a pointer to the EXIF directory, then that one, then the comment.
        const int First = 8, DirectoryLength = 2 + 12 + 4, Second = First + DirectoryLength, Value = Second + DirectoryLength;
        byte[] tiff = new byte[Value + comment.Length];
        "MM\0*"u8.CopyTo(tiff);
        BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(4), First);
        WriteDirectory(tiff.AsSpan(First), ExifPointerTag, TiffReader.Long, 1, Second);
        WriteDirectory(tiff.AsSpan(Second), UserCommentTag, TiffReader.Undefined, comment.Length, Value);
        comment.CopyTo(tiff.AsSpan(Value));
        return tiff;
    }

    private static void WriteDirectory(Span<byte> directory, ushort tag, ushort type, int count, int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(directory, 1); // number of entries
        BinaryPrimitives.WriteUInt16BigEndian(directory[2..], tag);
        BinaryPrimitives.WriteUInt16BigEndian(directory[4..], type);
        BinaryPrimitives.WriteInt32BigEndian(directory[6..], count);
        BinaryPrimitives.WriteInt32BigEndian(directory[10..], value);
    }
}
