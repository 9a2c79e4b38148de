namespace LatentDiffusion.Imaging;

/// <summary>What file names and first bytes say about an image, and reading its bytes within a limit.</summary>
internal static class ImageFile
{
    /// <summary>The eight bytes every PNG starts with.</summary>
    public static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The format that the first bytes announce, or null.</summary>
    public static ImageFormat? FormatOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(PngSignature)) return ImageFormat.Png;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return ImageFormat.Jpeg;
        return bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8) ? ImageFormat.Webp : null;
    }

    /// <summary>The format that the first bytes announce.</summary>
    /// <exception cref="ImageFormatException">They announce none.</exception>
    public static ImageFormat RequireFormat(ReadOnlySpan<byte> bytes, string name) => FormatOf(bytes)
        ?? throw new ImageFormatException($"{name}: a PNG, JPEG or WebP image was expected; the first bytes are those of none of them.");

    /// <summary>The format that the extension of a path asks for.</summary>
    /// <exception cref="ArgumentException">The extension is none of .png, .jpg, .jpeg and .webp.</exception>
    public static ImageFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => ImageFormat.Png,
        ".jpg" or ".jpeg" => ImageFormat.Jpeg,
        ".webp" => ImageFormat.Webp,
        _ => throw new ArgumentException($"The name of an image file must end in .png, .jpg, .jpeg or .webp: '{path}'.", nameof(path)),
    };

    /// <summary>All bytes of a file, if it is not too large.</summary>
    public static byte[] Read(string path, ImageLimits limits)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path, limits);
    }

    /// <summary>All bytes of a stream from where it stands, if they are not too many.</summary>
    public static byte[] Read(Stream stream, string name, ImageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long expected = stream.CanSeek ? stream.Length - stream.Position : 0;
        using MemoryStream copy = new((int)Math.Clamp(expected, 0, Math.Min(limits.MaxBytes, Array.MaxLength)));
        byte[] part = new byte[81920];
        for (int count; (count = stream.Read(part)) > 0; copy.Write(part, 0, count))
        {
            if (copy.Length + count > limits.MaxBytes)
                throw new ImageFormatException($"{name}: an image file may have at most {limits.MaxBytes} bytes; it has more.");
        }

        return copy.ToArray();
    }
}
