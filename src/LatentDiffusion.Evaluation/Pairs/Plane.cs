namespace LatentDiffusion.Evaluation;

/// <summary>One channel of a picture.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Values">[height, width]: 0 to 255.</param>
internal sealed record Plane(int Width, int Height, double[] Values)
{
    /// <summary>A channel of a picture: 0 red, 1 green, 2 blue.</summary>
    public static Plane Of(RgbImage image, int channel)
    {
        double[] values = new double[image.Width * image.Height];
        for (int i = 0; i < values.Length; i++) values[i] = image.Pixels[3 * i + channel];
        return new Plane(image.Width, image.Height, values);
    }

    /// <summary>The means of squares of 2x2; an odd row or column at the end is left out.</summary>
    public Plane Half()
    {
        int width = Width / 2, height = Height / 2;
        double[] values = new double[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = 2 * (y * Width + x);
                values[y * width + x] = (Values[at] + Values[at + 1] + Values[at + Width] + Values[at + Width + 1]) / 4;
            }
        }

        return new Plane(width, height, values);
    }

    /// <summary>The product with another plane of the same size, element by element.</summary>
    public Plane Times(Plane other)
    {
        double[] values = new double[Values.Length];
        System.Numerics.Tensors.TensorPrimitives.Multiply(Values, other.Values, values);
        return this with { Values = values };
    }

    /// <summary>Filtered along rows and columns, where the window fits whole.</summary>
    public Plane Filter(double[] window)
    {
        int width = Width - window.Length + 1, height = Height - window.Length + 1;
        double[] rows = new double[Height * width], values = new double[height * width];
        for (int y = 0; y < Height; y++)
            for (int k = 0; k < window.Length; k++) Add(Values.AsSpan(y * Width + k, width), window[k], rows.AsSpan(y * width, width));
        for (int y = 0; y < height; y++)
            for (int k = 0; k < window.Length; k++) Add(rows.AsSpan((y + k) * width, width), window[k], values.AsSpan(y * width, width));
        return new Plane(width, height, values);
    }

    private static void Add(ReadOnlySpan<double> row, double weight, Span<double> sum) =>
        System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(row, weight, sum, sum);
}
