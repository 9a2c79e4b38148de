using System.Runtime.InteropServices;
using SkiaSharp;

namespace LatentDiffusion.Imaging;

/// <summary>Decodes PNG, JPEG and WebP with Skia's codecs, which compute as Pillow does, down to the last bit.</summary>
internal static unsafe class ImageDecoder
{
    /// <summary>Decodes the bytes of a file.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="limits">What the file may ask for.</param>
    /// <param name="kept">The same bytes for the picture to keep, or null to copy them.</param>
    public static RgbImage Decode(ReadOnlySpan<byte> encoded, string name, ImageLimits limits, byte[]? kept = null)
    {
        if (encoded.IsEmpty) throw new ImageFormatException($"{name}: an image was expected; there are no bytes.");
        if (encoded.Length > limits.MaxBytes)
            throw new ImageFormatException($"{name}: an image file may have at most {limits.MaxBytes} bytes; it has {encoded.Length}.");
        ImageFormat format = ImageFile.RequireFormat(encoded, name);

        fixed (byte* data = encoded)
        {
            using SKData file = SKData.Create((nint)data, encoded.Length);
            using SKCodec codec = SKCodec.Create(file)
                ?? throw new ImageFormatException($"{name}: the {format} header is damaged, cut off or has an impossible size.");
            var (width, height) = (codec.Info.Width, codec.Info.Height);
            if ((long)width * height > Math.Min(limits.MaxPixels, Array.MaxLength / 4))
            {
                throw new ImageFormatException(
                    $"{name}: an image may have at most {limits.MaxPixels} pixels; it has {width}x{height} = {(long)width * height}.");
            }

            if (format == ImageFormat.Jpeg && !JpegSegments.IsComplete(encoded))
                throw new ImageFormatException($"{name}: the image is cut off.");

            byte[] rgb = Pixels(codec, width, height, name);
            return Orientations.Apply(new RgbImage(width, height, rgb, kept ?? encoded.ToArray()), Orientations.Of(encoded, format));
        }
    }

    private static byte[] Pixels(SKCodec codec, int width, int height, string name)
    {
        // Without a colour space in the target Skia converts none; unpremultiplied, alpha can be dropped without a trace.
        SKImageInfo target = new(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        // Not for the garbage collector: as much again as the picture, for a moment.
        byte* rgba = (byte*)NativeMemory.Alloc((nuint)width * (nuint)height, 4);
        try
        {
            SKCodecResult result = codec.GetPixels(target, (nint)rgba);
            if (result != SKCodecResult.Success)
            {
                string what = result == SKCodecResult.IncompleteInput ? "cut off" : $"damaged ({result})";
                throw new ImageFormatException($"{name}: the image is {what}.");
            }

            byte[] rgb = GC.AllocateUninitializedArray<byte>(3 * width * height);
            for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
                (rgb[to], rgb[to + 1], rgb[to + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
            return rgb;
        }
        finally
        {
            NativeMemory.Free(rgba);
        }
    }
}
