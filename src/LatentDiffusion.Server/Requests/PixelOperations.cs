namespace LatentDiffusion.Server;

/// <summary>What is done to pictures before they are drawn from.</summary>
internal static class PixelOperations
{
    private const int MostCovered = 1 << 20; // of a side, whose columns Nearest counts one by one

    /// <summary>White becomes black.</summary>
    public static RgbImage Invert(RgbImage image) => Changed(image, value => (byte)(255 - value));

    /// <summary>Each value by a function of it.</summary>
    public static RgbImage Changed(RgbImage image, Func<byte, byte> function)
    {
        byte[] values = new byte[image.Pixels.Length];
        for (int i = 0; i < values.Length; i++) values[i] = function(image.Pixels[i]);
        return new RgbImage(image.Width, image.Height, values);
    }

    /// <summary>Resizes so that a size is covered, and cuts what is over at both sides alike.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Width of the result, at least 1.</param>
    /// <param name="height">Height of the result, at least 1.</param>
    /// <param name="field">Name of the picture's field, for messages.</param>
    /// <param name="filter">How it is resized.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
    /// <exception cref="RequestException">The picture's sides differ too much from those of the size.</exception>
    public static RgbImage Cover(RgbImage image, int width, int height, string field, ResampleFilter filter = ResampleFilter.Lanczos)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        double scale = Math.Max((double)width / image.Width, (double)height / image.Height);
        double coveredWidth = Math.Max(width, Math.Round(image.Width * scale));
        double coveredHeight = Math.Max(height, Math.Round(image.Height * scale));
        if (Math.Max(coveredWidth, coveredHeight) > MostCovered)
            throw new RequestException(
                field, $"A picture of {image.Width}x{image.Height} is too narrow to cover {width}x{height}.");
        int wholeWidth = (int)coveredWidth, wholeHeight = (int)coveredHeight;
        return image.ResizePart(
            wholeWidth, wholeHeight, (wholeWidth - width) / 2, (wholeHeight - height) / 2, width, height, filter);
    }
}
