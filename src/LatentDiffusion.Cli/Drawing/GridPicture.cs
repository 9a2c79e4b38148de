namespace LatentDiffusion.Cli;

/// <summary>Pictures side by side in one, which keeps what the first says of how it was made, and of its origin.</summary>
internal static class GridPicture
{
    private const int Gap = 4;

    /// <summary>Writes it.</summary>
    /// <param name="images">The pictures, row after row.</param>
    /// <param name="columns">How many stand in a row; null for about as many as there are rows.</param>
    /// <param name="path">The file.</param>
    public static void Save(IReadOnlyList<GeneratedImage> images, int? columns, string path)
    {
        int across = Math.Clamp(columns ?? (int)Math.Ceiling(Math.Sqrt(images.Count)), 1, images.Count);
        int down = (images.Count + across - 1) / across;
        int width = images.Max(i => i.Width), height = images.Max(i => i.Height);
        int allWidth = across * width + (across - 1) * Gap, allHeight = down * height + (down - 1) * Gap;
        byte[] pixels = new byte[3 * allWidth * allHeight];
        pixels.AsSpan().Fill(byte.MaxValue);
        for (int k = 0; k < images.Count; k++)
        {
            int left = k % across * (width + Gap), top = k / across * (height + Gap);
            for (int y = 0; y < images[k].Height; y++)
            {
                images[k].Pixels.Slice(3 * y * images[k].Width, 3 * images[k].Width)
                    .CopyTo(pixels.AsSpan(3 * ((top + y) * allWidth + left)));
            }
        }

        images[0].With(new RgbImage(allWidth, allHeight, pixels)).Save(path);
        Console.Out.WriteLine($"{"grid",-10} {path}");
    }
}
