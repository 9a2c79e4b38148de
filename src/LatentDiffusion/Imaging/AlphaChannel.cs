using SkiaSharp;

namespace LatentDiffusion.Imaging;

/// <summary>How opaque a picture is, which <see cref="RgbImage"/> does not keep.</summary>
internal static class AlphaChannel
{
    /// <summary>Reads it, upright as the picture is.</summary>
    /// <param name="file">The bytes of a picture that can be decoded.</param>
    /// <returns>The alpha of each pixel, in all three channels; null where the picture is opaque everywhere.</returns>
    public static RgbImage? Read(byte[] file)
    {
        using SKData data = SKData.CreateCopy(file);
        using SKCodec? codec = SKCodec.Create(data);
        if (codec is null) return null;
        SKImageInfo info = new(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using SKBitmap bitmap = new(info);
        if (codec.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success) return null;
        ReadOnlySpan<byte> pixels = bitmap.GetPixelSpan();
        byte[] alpha = new byte[pixels.Length / 4 * 3];
        bool isTransparent = false;
        for (int i = 0; i < pixels.Length / 4; i++)
        {
            isTransparent |= pixels[4 * i + 3] < byte.MaxValue;
            alpha.AsSpan(3 * i, 3).Fill(pixels[4 * i + 3]);
        }

        if (!isTransparent || ImageFile.FormatOf(file) is not { } format) return null;
        return Orientations.Apply(new RgbImage(info.Width, info.Height, alpha), Orientations.Of(file, format));
    }
}
