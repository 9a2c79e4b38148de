namespace LatentDiffusion.Provenance.Tests;

/// <summary>Pictures to mark, and what happens to marked ones.</summary>
internal static class Pictures
{
    /// <summary>A picture by name: flat, white, black, shapes (as emoji are), texture (as photographs are), noise.</summary>
    public static RgbImage Draw(string name, int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[3 * width * height];
        switch (name)
        {
            case "white": pixels.AsSpan().Fill(255); break;
            case "black": break;
            case "noise": random.NextBytes(pixels); break;
            case "flat":
                for (int i = 0; i < pixels.Length; i += 3) (pixels[i], pixels[i + 1], pixels[i + 2]) = (90, 140, 200);
                break;
            case "shapes": Shapes(pixels, width, height, random); break;
            default: Texture(pixels, width, height, random); break;
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>Changes every sample.</summary>
    public static RgbImage Map(RgbImage image, Func<double, double> change)
    {
        byte[] pixels = image.Pixels.ToArray();
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp(Math.Round(change(pixels[i])), 0, 255);
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Adds Gaussian noise.</summary>
    public static RgbImage Noise(RgbImage image, double sigma, int seed = 9)
    {
        var random = new Random(seed);
        return Map(image, v => v + sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }

    /// <summary>Cuts a part out.</summary>
    public static RgbImage Crop(RgbImage image, int left, int top, int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
            image.Pixels.Slice(3 * ((top + y) * image.Width + left), 3 * width).CopyTo(pixels.AsSpan(3 * y * width));
        return new RgbImage(width, height, pixels);
    }

    /// <summary>Makes smaller and brings back.</summary>
    public static RgbImage Shrink(RgbImage image, double factor, ResampleFilter filter) =>
        image.Resize((int)(image.Width * factor), (int)(image.Height * factor), filter).Resize(image.Width, image.Height, filter);

    /// <summary>Through a file.</summary>
    public static RgbImage Send(RgbImage image, ImageFormat format, int quality) => RgbImage.Decode(image.Encode(format, quality));

    /// <summary>Turns about the middle, between the four nearest pixels; what comes from outside is white.</summary>
    public static RgbImage Turn(RgbImage image, double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        (double middleX, double middleY) = ((image.Width - 1) / 2.0, (image.Height - 1) / 2.0);
        byte[] pixels = new byte[image.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            (double dx, double dy) = (i / 3 % image.Width - middleX, i / 3 / image.Width - middleY);
            (double x, double y) = (middleX + cos * dx - sin * dy, middleY + sin * dx + cos * dy);
            (int left, int top) = ((int)Math.Floor(x), (int)Math.Floor(y));
            (double u, double v) = (x - left, y - top);
            double upper = (1 - u) * At(image, left, top, i % 3) + u * At(image, left + 1, top, i % 3);
            double lower = (1 - u) * At(image, left, top + 1, i % 3) + u * At(image, left + 1, top + 1, i % 3);
            pixels[i] = (byte)Math.Round((1 - v) * upper + v * lower);
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Signal to noise of all samples.</summary>
    public static double Decibels(RgbImage a, RgbImage b)
    {
        double sum = 0;
        for (int i = 0; i < a.Pixels.Length; i++) sum += Math.Pow(a.Pixels[i] - b.Pixels[i], 2);
        return 10 * Math.Log10(255.0 * 255 / (sum / a.Pixels.Length));
    }

    /// <summary>Structural similarity of luminance.</summary>
    public static double Similarity(RgbImage a, RgbImage b) =>
        new ChannelSimilarity(Plane.Luminance(a.Width, a.Height, a.Pixels).Values, a.Width, a.Height)
            .To(Plane.Luminance(b.Width, b.Height, b.Pixels).Values);

    private static byte At(RgbImage image, int x, int y, int channel) =>
        (uint)x < (uint)image.Width && (uint)y < (uint)image.Height ? image.Pixels[3 * (y * image.Width + x) + channel] : (byte)255;

    private static void Shapes(byte[] pixels, int width, int height, Random random)
    {
        pixels.AsSpan().Fill(253);
        for (int shape = 0; shape < 9; shape++)
        {
            (double x0, double y0) = (width * (0.2 + 0.6 * random.NextDouble()), height * (0.2 + 0.6 * random.NextDouble()));
            double radius = Math.Min(width, height) * (0.1 + 0.2 * random.NextDouble());
            int[] colour = [random.Next(30, 230), random.Next(30, 230), random.Next(30, 230)];
            for (int i = 0; i < pixels.Length; i++)
            {
                (int x, int y) = (i / 3 % width, i / 3 / width);
                double inside = Math.Clamp(radius - Math.Sqrt((x - x0) * (x - x0) + (y - y0) * (y - y0)), 0, 1);
                double shade = colour[i % 3] + 20 * (y - y0) / radius;
                pixels[i] = (byte)Math.Clamp(pixels[i] + inside * (shade - pixels[i]), 0, 255);
            }
        }
    }

    private static void Texture(byte[] pixels, int width, int height, Random random)
    {
        double[] values = new double[width * height];
        for (int octave = 1; octave <= 6; octave++)
        {
            int cells = 1 << octave;
            double[] grid = [.. Enumerable.Range(0, (cells + 2) * (cells + 2)).Select(_ => random.NextDouble() - 0.5)];
            for (int i = 0; i < values.Length; i++)
            {
                (double x, double y) = ((double)(i % width) / width * cells, (double)(i / width) / height * cells);
                (int column, int row, double u, double v) = ((int)x, (int)y, x - (int)x, y - (int)y);
                double At(int r, int c) => grid[(row + r) * (cells + 2) + column + c];
                values[i] += 160.0 / octave * ((1 - v) * ((1 - u) * At(0, 0) + u * At(0, 1)) + v * ((1 - u) * At(1, 0) + u * At(1, 1)));
            }
        }

        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)Math.Clamp(120 + values[i / 3] * (1 - 0.15 * (i % 3)), 0, 255);
    }
}
