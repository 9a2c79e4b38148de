namespace LatentDiffusion.Provenance;

/// <summary>Media types of image files.</summary>
internal static class MediaTypes
{
    /// <summary>That of a format.</summary>
    public static string Of(ImageFormat format) => format switch
    {
        ImageFormat.Png => "image/png",
        ImageFormat.Jpeg => "image/jpeg",
        _ => "image/webp",
    };

    /// <summary>The format that the first bytes of a file announce, or null.</summary>
    public static ImageFormat? FormatOf(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(PngSignature)) return ImageFormat.Png;
        if (file.StartsWith(JpegSignature)) return ImageFormat.Jpeg;
        return file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8) ? ImageFormat.Webp : null;
    }

    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> JpegSignature => [0xFF, 0xD8, 0xFF];
}
