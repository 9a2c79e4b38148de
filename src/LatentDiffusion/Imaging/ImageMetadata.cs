using System.Text;
using LatentDiffusion.Imaging;

namespace LatentDiffusion;

/// <summary>
/// What an image file says beside its pixels. The text of how it was made is kept where stable-diffusion-webui and the tools around it
/// keep it: in PNG the text chunk <c>parameters</c>, in JPEG and WebP the EXIF tag UserComment; <see cref="GenerationParameters"/> is its
/// content. XMP is what other programs read, of its origin too.
/// </summary>
public static class ImageMetadata
{
    /// <summary>Longest text that is read or written, in bytes as stored (after decompression): 1 MiB, as in Pillow.</summary>
    internal const int MaxTextBytes = 1 << 20;

    /// <summary>Reads the text from a PNG, JPEG or WebP file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What the file may ask for; <see cref="ImageLimits.Default"/> unless given.</param>
    /// <returns>The text, or null if the file holds none.</returns>
    /// <exception cref="ImageFormatException">Another format, a damaged text, a text above 1 MiB or a file above the limit.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static string? ReadParameters(string path, ImageLimits? limits = null) =>
        Read(ImageFile.Read(path, limits ?? ImageLimits.Default), path);

    /// <summary>Reads the text from the bytes of a PNG, JPEG or WebP file.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <returns>The text, or null if the file holds none.</returns>
    /// <exception cref="ImageFormatException">Another format, a damaged text, or a text above 1 MiB.</exception>
    public static string? ReadParameters(ReadOnlySpan<byte> encoded) => Read(encoded, "The image");

    /// <summary>
    /// Reads the XMP packet (ISO 16684-1) from a PNG, JPEG or WebP file. In JPEG, what lies in extended segments is joined to it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What the file may ask for; <see cref="ImageLimits.Default"/> unless given.</param>
    /// <returns>The packet as it is stored, which may be anything; or null if the file holds none.</returns>
    /// <exception cref="ImageFormatException">Another format, a damaged packet, one above 16 MiB or a file above the limit.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static string? ReadXmp(string path, ImageLimits? limits = null)
    {
        byte[] file = ImageFile.Read(path, limits ?? ImageLimits.Default);
        return XmpFile.Find(file, ImageFile.RequireFormat(file, path), path);
    }

    /// <summary>Reads the XMP packet (ISO 16684-1) from the bytes of a PNG, JPEG or WebP file.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <returns>The packet as it is stored, which may be anything; or null if the file holds none.</returns>
    /// <exception cref="ImageFormatException">Another format, a damaged packet, or one above 16 MiB.</exception>
    public static string? ReadXmp(ReadOnlySpan<byte> encoded) =>
        XmpFile.Find(encoded, ImageFile.RequireFormat(encoded, "The image"), "The image");

    /// <summary>Reads what the XMP packet of a PNG, JPEG or WebP file says of the origin of its picture.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <returns>What it says, or null where it says nothing or the file holds no packet.</returns>
    /// <exception cref="ImageFormatException">Another format, a damaged packet, or one above 16 MiB.</exception>
    public static ImageOrigin? ReadOrigin(ReadOnlySpan<byte> encoded) =>
        ReadXmp(encoded) is { } packet ? ImageOrigin.Of(packet, "The image") : null;

    /// <summary>Puts an XMP packet into the bytes of a PNG, JPEG or WebP file, in place of the one that it has.</summary>
    /// <param name="encoded">The whole file; its pixels stay as they are.</param>
    /// <param name="packet">The packet, well-formed XML.</param>
    /// <returns>The new file.</returns>
    /// <exception cref="ImageFormatException">Another format, or a damaged file.</exception>
    /// <exception cref="ArgumentException">The packet is above 16 MiB; or, for JPEG, above 65502 bytes and cannot be divided.</exception>
    public static byte[] WithXmp(ReadOnlySpan<byte> encoded, string packet)
    {
        ArgumentException.ThrowIfNullOrEmpty(packet);
        if (Encoding.UTF8.GetByteCount(packet) > Xmp.MaxBytes)
            throw new ArgumentException($"An XMP packet may have at most {Xmp.MaxBytes} bytes.", nameof(packet));
        return XmpFile.Put(encoded, ImageFile.RequireFormat(encoded, "The image"), packet);
    }

    /// <summary>Puts a text into the bytes of a file that has neither text nor EXIF yet. NUL, which PNG forbids, becomes U+FFFD.</summary>
    internal static byte[] Embed(byte[] encoded, ImageFormat format, string? text)
    {
        if (string.IsNullOrEmpty(text)) return encoded;
        text = text.Replace('\0', '\uFFFD');
        return format switch
        {
            ImageFormat.Png => PngChunks.InsertAfterHeader(encoded, PngText.Encode("parameters", text)),
            ImageFormat.Jpeg => JpegSegments.InsertExif(encoded, ExifTags.WithUserComment(text)),
            _ => WebpChunks.PutExif(encoded, ExifTags.WithUserComment(text)),
        };
    }

    /// <summary>The EXIF data (a TIFF structure) of a file, empty if it has none.</summary>
    internal static ReadOnlySpan<byte> FindExif(ReadOnlySpan<byte> encoded, ImageFormat format) => format switch
    {
        ImageFormat.Png => PngChunks.Find(encoded, "eXIf"u8),
        ImageFormat.Jpeg => JpegSegments.FindExif(encoded),
        _ => WebpChunks.Find(encoded, "EXIF"u8),
    };

    /// <summary>Refuses a text that is too long to be read back.</summary>
    internal static void CheckLength(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxTextBytes)
            throw new ArgumentException($"A text in an image may have at most {MaxTextBytes} bytes; it has {text.Length}.");
    }

    private static string? Read(ReadOnlySpan<byte> encoded, string name)
    {
        ImageFormat format = ImageFile.RequireFormat(encoded, name);
        return (format == ImageFormat.Png ? PngText.Find(encoded, "parameters", name) : null)
            ?? ExifTags.UserComment(FindExif(encoded, format));
    }
}
