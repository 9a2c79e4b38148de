namespace LatentDiffusion.Server;

/// <summary>What is done to pictures before they are drawn from.</summary>
internal static class PixelOperations
{
    /// <summary>White becomes black.</summary>
    public static RgbImage Invert(RgbImage image)
    {
        byte[] pixels = image.Pixels.ToArray();
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(255 - pixels[i]);
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Resizes so that a size is covered, and cuts what is over at both sides alike.</summary>
    public static RgbImage Cover(RgbImage image, int width, int height, ResampleFilter filter = ResampleFilter.Lanczos)
    {
        double scale = Math.Max((double)width / image.Width, (double)height / image.Height);
        int coveredWidth = Math.Max(width, (int)Math.Round(image.Width * scale));
        int coveredHeight = Math.Max(height, (int)Math.Round(image.Height * scale));
        RgbImage covered = image.Resize(coveredWidth, coveredHeight, filter);
        int left = (coveredWidth - width) / 2, top = (coveredHeight - height) / 2;
        byte[] part = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
            covered.Pixels.Slice(3 * ((top + y) * coveredWidth + left), 3 * width).CopyTo(part.AsSpan(3 * y * width));
        return new RgbImage(width, height, part);
    }
}
