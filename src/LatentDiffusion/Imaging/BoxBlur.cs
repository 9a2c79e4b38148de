namespace LatentDiffusion.Imaging;

/// <summary>
/// Pillow's <c>ImageFilter.GaussianBlur</c>, bit for bit: three box blurs in fixed point
/// (https://github.com/python-pillow/Pillow/blob/main/src/libImaging/BoxBlur.c).
/// </summary>
internal static class BoxBlur
{
    private const int Passes = 3, Precision = 24;

    /// <summary>Blurs a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="sigma">Standard deviation in pixels.</param>
    public static RgbImage Gaussian(RgbImage picture, double sigma)
    {
        if (sigma == 0) return picture;
        float radius = Radius((float)sigma);
        byte[] pixels = picture.Pixels.ToArray();
        int width = picture.Width, height = picture.Height;
        for (int pass = 0; pass < Passes; pass++)
            for (int line = 0; line < 3 * height; line++) Blur(pixels, line / 3 * 3 * width + line % 3, 3, width, radius);
        for (int pass = 0; pass < Passes; pass++)
            for (int line = 0; line < 3 * width; line++) Blur(pixels, line, 3 * width, height, radius);
        return new RgbImage(width, height, pixels);
    }

    /// <summary>
    /// Radius of a box whose three passes have the deviation of a Gaussian (Gwosdek et al. 2011, equations 7, 11 and 14).
    /// </summary>
    private static float Radius(float sigma)
    {
        float variance = sigma * sigma / Passes;
        float l = MathF.Floor((MathF.Sqrt(12 * variance + 1) - 1) / 2);
        return l + (2 * l + 1) * (l * (l + 1) - 3 * variance) / (6 * (variance - (l + 1) * (l + 1)));
    }

    /// <summary>Blurs a line of bytes that lie <paramref name="stride"/> apart; beyond the border its ends are repeated.</summary>
    private static void Blur(byte[] bytes, int start, int stride, int length, float floatRadius)
    {
        int radius = (int)floatRadius;
        uint whole = (uint)((1 << Precision) / (floatRadius * 2 + 1)), fraction = (uint)(((1 << Precision) - (radius * 2 + 1) * whole) / 2);
        byte[] line = new byte[length];
        for (int i = 0; i < length; i++) line[i] = bytes[start + i * stride];
        uint sum = 0;
        for (int k = -radius - 1; k < radius; k++) sum += At(k);
        for (int i = 0; i < length; i++)
        {
            sum += (uint)At(i + radius) - At(i - radius - 1);
            uint bulk = sum * whole + (uint)(At(i - radius - 1) + At(i + radius + 1)) * fraction;
            bytes[start + i * stride] = (byte)((bulk + (1u << (Precision - 1))) >> Precision);
        }

        byte At(int i) => line[Math.Clamp(i, 0, length - 1)];
    }
}
