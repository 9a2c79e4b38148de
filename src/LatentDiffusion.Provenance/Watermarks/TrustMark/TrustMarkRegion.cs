namespace LatentDiffusion.Provenance;

/// <summary>The part of a picture that a TrustMark model sees, and how its change comes back to the whole.</summary>
internal readonly record struct TrustMarkRegion(int Left, int Top, int Width, int Height)
{
    /// <summary>Rows and columns at the edge of a square in the middle that take the mean of the change, so that no line shows.</summary>
    private const int Border = 2;

    /// <summary>Chooses the part.</summary>
    public static TrustMarkRegion Of(RgbImage image, bool centreSquare)
    {
        (int width, int height) = (image.Width, image.Height);
        if (!centreSquare && width <= 2 * height && height <= 2 * width) return new TrustMarkRegion(0, 0, width, height);
        int side = Math.Min(width, height);
        return new TrustMarkRegion((width - side) / 2, (height - side) / 2, side, side);
    }

    /// <summary>The part as three planes from -1 to 1, resized as Pillow does with its bilinear filter.</summary>
    public float[] Planes(RgbImage image, int size)
    {
        RgbImage part = image;
        if (Width != image.Width || Height != image.Height)
        {
            byte[] pixels = new byte[3 * Width * Height];
            for (int y = 0; y < Height; y++)
                image.Pixels.Slice(3 * ((Top + y) * image.Width + Left), 3 * Width).CopyTo(pixels.AsSpan(3 * y * Width));
            part = new RgbImage(Width, Height, pixels);
        }

        ReadOnlySpan<byte> resized = part.Resize(size, size, ResampleFilter.Bilinear).Pixels;
        float[] planes = new float[resized.Length];
        for (int i = 0; i < planes.Length; i++) planes[i % 3 * size * size + i / 3] = resized[i] / 127.5f - 1;
        return planes;
    }

    /// <summary>Adds a change to the picture: enlarged bilinearly in the part, its mean elsewhere.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="change">Three planes of size squared.</param>
    /// <param name="size">The side of a plane.</param>
    public RgbImage Add(RgbImage image, float[] change, int size)
    {
        bool whole = Width == image.Width && Height == image.Height;
        byte[] pixels = image.Pixels.ToArray();
        for (int c = 0; c < 3; c++)
        {
            Span<float> plane = change.AsSpan(c * size * size, size * size);
            float mean = 0;
            foreach (float value in plane) mean += value / plane.Length;
            for (int i = 0; !whole && i < plane.Length; i++)
                if (Math.Min(Math.Min(i % size, size - 1 - i % size), Math.Min(i / size, size - 1 - i / size)) < Border) plane[i] = mean;
            for (int p = c; p < pixels.Length; p += 3)
            {
                (int x, int y) = (p / 3 % image.Width - Left, p / 3 / image.Width - Top);
                bool inside = (uint)x < (uint)Width && (uint)y < (uint)Height;
                float value = inside ? Sample(plane, size, (x + 0.5f) * size / Width - 0.5f, (y + 0.5f) * size / Height - 0.5f) : mean;
                pixels[p] = (byte)Math.Clamp(MathF.Round(pixels[p] + 127.5f * value), 0, 255);
            }
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Between the four nearest, as PyTorch's interpolate without aligned corners.</summary>
    private static float Sample(ReadOnlySpan<float> plane, int size, float x, float y)
    {
        (x, y) = (MathF.Max(0, x), MathF.Max(0, y));
        (int left, int top) = (Math.Min((int)x, size - 1), Math.Min((int)y, size - 1));
        (int right, int bottom, float u, float v) = (Math.Min(left + 1, size - 1), Math.Min(top + 1, size - 1), x - left, y - top);
        return (1 - v) * ((1 - u) * plane[top * size + left] + u * plane[top * size + right])
            + v * ((1 - u) * plane[bottom * size + left] + u * plane[bottom * size + right]);
    }
}
