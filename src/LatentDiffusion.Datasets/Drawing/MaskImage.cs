namespace LatentDiffusion.Datasets;

/// <summary>Masks: white is the object, black is not.</summary>
internal static class MaskImage
{
    private const int Middle = 128;

    /// <summary>Black where the mean of red, green and blue is below 128, else white.</summary>
    public static RgbImage Threshold(RgbImage mask) => Map(mask, white => white);

    /// <summary>The same the other way round.</summary>
    public static RgbImage Invert(RgbImage mask) => Map(mask, white => !white);

    /// <summary>Whether a pixel is the object.</summary>
    public static bool IsObject(RgbImage mask, int pixel)
    {
        ReadOnlySpan<byte> rgb = mask.Pixels.Slice(3 * pixel, 3);
        return rgb[0] + rgb[1] + rgb[2] >= 3 * Middle;
    }

    /// <summary>The box around the object, or null where there is none.</summary>
    public static BoundingBox? BoxOf(RgbImage mask)
    {
        int left = int.MaxValue, top = int.MaxValue, right = -1, bottom = -1;
        for (int y = 0, pixel = 0; y < mask.Height; y++)
            for (int x = 0; x < mask.Width; x++, pixel++)
            {
                if (!IsObject(mask, pixel)) continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), y);
            }

        return right < 0 ? null : new BoundingBox(left, top, right - left + 1, bottom - top + 1);
    }

    private static RgbImage Map(RgbImage mask, Func<bool, bool> white)
    {
        byte[] pixels = new byte[mask.Pixels.Length];
        for (int i = 0; i < pixels.Length / 3; i++)
            if (white(IsObject(mask, i))) pixels.AsSpan(3 * i, 3).Fill(255);
        return new RgbImage(mask.Width, mask.Height, pixels);
    }
}

/// <summary>A box in pixels, from the left and the top.</summary>
internal readonly record struct BoundingBox(int Left, int Top, int Width, int Height);
