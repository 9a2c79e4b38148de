using System.Security.Cryptography;
using SkiaSharp;

namespace LatentDiffusion.Datasets;

/// <summary>
/// The file of a picture that samples are made from. It is looked at when the plan is opened: drawing would find it after hours, and taking
/// it away makes another plan of it then. Decoding takes many times as long as hashing, so its header and frame must do.
/// </summary>
internal static class PictureFile
{
    /// <summary>SHA-256 of the file, in hexadecimal.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageFormatException">Another format than PNG, JPEG and WebP, damaged, cut off, or above a limit.</exception>
    public static string HashOf(string path)
    {
        byte[] file = ImageFile.Read(path, ImageLimits.Default);
        ImageFormat format = ImageFile.RequireFormat(file, path);
        RequireHeader(file, path);
        if (!IsWhole(file, format)) throw new ImageFormatException($"{path}: the image is cut off.");
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static void RequireHeader(byte[] file, string path)
    {
        using SKData data = SKData.CreateCopy(file);
        using SKCodec codec = SKCodec.Create(data)
            ?? throw new ImageFormatException($"{path}: the header is damaged, cut off or has an impossible size.");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > ImageLimits.Default.MaxPixels)
            throw new ImageFormatException(FormattableString.Invariant(
                $"{path}: an image may have at most {ImageLimits.Default.MaxPixels} pixels; it has {width}x{height}."));
    }

    /// <summary>Whether all is there that decoders ask for: what follows the end, or is lacking without harm, does not count.</summary>
    private static bool IsWhole(byte[] file, ImageFormat format) => format switch
    {
        ImageFormat.Png => HasWholeChunks(file),
        ImageFormat.Jpeg => JpegSegments.IsComplete(file),
        _ => Has(file, "VP8 "u8) || Has(file, "VP8L"u8) || Has(file, "ANMF"u8), // of an animation, a frame
    };

    private static bool HasWholeChunks(ReadOnlySpan<byte> png)
    {
        ReadOnlySpan<byte> rest = png[ImageFile.PngSignature.Length..];
        while (PngChunks.TryNext(ref rest, out ReadOnlySpan<byte> type, out _))
            if (type.SequenceEqual("IEND"u8)) return true;
        return rest.IsEmpty;
    }

    private static bool Has(ReadOnlySpan<byte> webp, ReadOnlySpan<byte> chunk) => !WebpChunks.Find(webp, chunk).IsEmpty;
}
