using System.Text;
using System.Text.RegularExpressions;

namespace LatentDiffusion.Imaging;

/// <summary>
/// The orientation in an XMP packet, found by its text alone as Pillow's <c>Image.getexif</c> finds it, and not looked for in what JPEG has
/// of a packet in extended segments: so that nothing is parsed for the sake of pixels, and a damaged packet fails no picture.
/// </summary>
internal static partial class XmpOrientation
{
    /// <summary>The digit that a file's packet has for it; null where that has none, or cannot be read.</summary>
    public static int? Find(ReadOnlySpan<byte> file, ImageFormat format)
    {
        try
        {
            string? packet = format == ImageFormat.Jpeg
                ? Encoding.UTF8.GetString(JpegXmp.FindMain(file)) : XmpFile.Find(file, format, "The image");
            return packet is not null && Orientation().Match(packet) is { Success: true } match ? match.ValueSpan[^1] - '0' : null;
        }
        catch (ImageFormatException)
        {
            return null; // too long, or compressed and damaged
        }
    }

    [GeneratedRegex("tiff:Orientation(?:=\"|>)[0-9]")]
    private static partial Regex Orientation();
}
