using System.Text;

namespace LatentDiffusion.Imaging;

/// <summary>
/// Where image files keep an XMP packet (XMP specification, part 3): in PNG an iTXt chunk, in JPEG APP1 segments, in WebP a chunk.
/// </summary>
internal static class XmpFile
{
    private const string PngKeyword = "XML:com.adobe.xmp";

    private static ReadOnlySpan<byte> WebpName => "XMP "u8;

    /// <summary>The packet of a file, or null.</summary>
    /// <exception cref="ImageFormatException">It is damaged or too long.</exception>
    public static string? Find(ReadOnlySpan<byte> file, ImageFormat format, string name)
    {
        switch (format)
        {
            case ImageFormat.Png:
                return PngText.Find(file, PngKeyword, name, Xmp.MaxBytes);
            case ImageFormat.Jpeg:
                return JpegXmp.Find(file, name);
            default:
                ReadOnlySpan<byte> body = WebpChunks.Find(file, WebpName);
                return body.IsEmpty ? null : Decode(body, name);
        }
    }

    /// <summary>The file with a packet in place of the one that it has.</summary>
    /// <exception cref="ArgumentException">
    /// JPEG: the packet is too long for one segment, and not XMP, so that it cannot be divided.
    /// </exception>
    public static byte[] Put(ReadOnlySpan<byte> file, ImageFormat format, string packet)
    {
        switch (format)
        {
            case ImageFormat.Png:
                return PngChunks.InsertAfterHeader(PngText.Without(file, PngKeyword), PngText.EncodeInternational(PngKeyword, packet));
            case ImageFormat.Jpeg:
                return JpegXmp.Put(file, packet);
            default:
                return WebpChunks.Put(file, WebpName, Encoding.UTF8.GetBytes(packet), WebpChunks.XmpFlag);
        }
    }

    /// <summary>The text of a packet that is stored as UTF-8.</summary>
    /// <exception cref="ImageFormatException">It is too long.</exception>
    public static string Decode(ReadOnlySpan<byte> packet, string name) => packet.Length <= Xmp.MaxBytes
        ? Encoding.UTF8.GetString(packet)
        : throw new ImageFormatException($"{name}: an XMP packet may have at most {Xmp.MaxBytes} bytes; it has {packet.Length}.");
}
