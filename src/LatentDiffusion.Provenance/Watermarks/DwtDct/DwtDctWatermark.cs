namespace LatentDiffusion.Provenance;

/// <summary>
/// The dwtDct watermark of invisible-watermark 0.2 (github.com/ShieldMnt/invisible-watermark), the one that diffusers' Stable Diffusion XL
/// pipelines apply, bit for bit on 8-bit pictures. It is here because others read and write it: it needs no key, anyone can remove or forge
/// it, and on flat pictures it does not survive JPEG. See <see cref="Watermark"/> for one that does.
/// </summary>
public static class DwtDctWatermark
{
    /// <summary>Fewest pixels a picture may have, as in the original: those of 256x256.</summary>
    public const int MinPixels = 256 * 256;

    /// <summary>Quantisation step of the U channel, the original's default.</summary>
    private const double Step = 36;

    /// <summary>The 48 bits with which diffusers marks the pictures of Stable Diffusion XL.</summary>
    public static ReadOnlyMemory<byte> StableDiffusionXl { get; } = new byte[] { 0xB3, 0xEC, 0x90, 0x7B, 0xB1, 0x9E };

    /// <summary>Writes bits into a picture.</summary>
    /// <param name="image">The picture, of at least <see cref="MinPixels"/> pixels.</param>
    /// <param name="payload">The bits, the first in the highest of the first byte.</param>
    /// <param name="bitCount">How many of them, at least 1; all unless given.</param>
    /// <returns>The marked picture; all of it went through OpenCV's YUV and back, which alone changes pixels by up to 2.</returns>
    /// <exception cref="ArgumentException">The picture is too small, or there are not as many bits.</exception>
    public static RgbImage Embed(RgbImage image, ReadOnlySpan<byte> payload, int? bitCount = null)
    {
        int count = bitCount ?? 8 * payload.Length;
        Check(image, count);
        if (count > 8 * payload.Length) throw new ArgumentException($"{payload.Length} bytes do not hold {count} bits.", nameof(bitCount));
        byte[][] yuv = ToYuv(image);
        var frame = new DwtDctFrame(yuv[1], image.Width, image.Width / 4 * 4, image.Height / 4 * 4);
        for (int i = 0; i < frame.Blocks; i++) frame.Write(i, Step, (payload[i % count / 8] >> (7 - i % count % 8) & 1) != 0);
        frame.Restore(yuv[1], image.Width);
        byte[] pixels = new byte[3 * image.Width * image.Height];
        for (int i = 0, p = 0; p < pixels.Length; i++, p += 3)
            (pixels[p], pixels[p + 1], pixels[p + 2]) = OpenCvYuv.ToRgb(yuv[0][i], yuv[1][i], yuv[2][i]);
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Reads bits; a picture without the mark gives some bits, too.</summary>
    /// <param name="image">The picture, of at least <see cref="MinPixels"/> pixels.</param>
    /// <param name="bitCount">How many bits were written, at least 1.</param>
    /// <returns>The bits, the first in the highest of the first byte; unused ones at the end are 0.</returns>
    /// <exception cref="ArgumentException">The picture is too small, or the number below 1.</exception>
    public static byte[] Read(RgbImage image, int bitCount)
    {
        Check(image, bitCount);
        var frame = new DwtDctFrame(ToYuv(image)[1], image.Width, image.Width / 4 * 4, image.Height / 4 * 4);
        byte[] payload = new byte[(bitCount + 7) / 8];
        for (int bit = 0; bit < Math.Min(bitCount, frame.Blocks); bit++)
        {
            (int ones, int votes) = (0, 0);
            for (int i = bit; i < frame.Blocks; i += bitCount, votes++) ones += frame.Read(i, Step) ? 1 : 0;
            // The original's threshold: half of the votes count as 1.
            if ((double)ones / votes * 255 > 127) payload[bit / 8] |= (byte)(0x80 >> bit % 8);
        }

        return payload;
    }

    private static void Check(RgbImage image, int bitCount)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(bitCount, 1);
        if ((long)image.Width * image.Height < MinPixels)
            throw new ArgumentException($"The dwtDct watermark needs {MinPixels} pixels; {image.Width}x{image.Height} are fewer.",
                nameof(image));
    }

    private static byte[][] ToYuv(RgbImage image)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        int count = image.Width * image.Height;
        byte[][] yuv = [new byte[count], new byte[count], new byte[count]];
        for (int i = 0, p = 0; i < count; i++, p += 3)
            (yuv[0][i], yuv[1][i], yuv[2][i]) = OpenCvYuv.FromRgb(pixels[p], pixels[p + 1], pixels[p + 2]);
        return yuv;
    }
}
