namespace LatentDiffusion.Provenance;

/// <summary>One number for each pixel.</summary>
internal sealed class Plane(int width, int height)
{
    /// <summary>Weights of red, green and blue in luminance: ITU-R BT.601, as in JPEG and WebP.</summary>
    public const float Red = 0.299f, Green = 0.587f, Blue = 0.114f;

    /// <summary>Width in pixels.</summary>
    public int Width { get; } = width;

    /// <summary>Height in pixels.</summary>
    public int Height { get; } = height;

    /// <summary>The numbers, row after row.</summary>
    public float[] Values { get; } = new float[width * height];

    /// <summary>Luminance of a picture.</summary>
    public static Plane Luminance(int width, int height, ReadOnlySpan<byte> pixels)
    {
        var plane = new Plane(width, height);
        for (int i = 0; i < plane.Values.Length; i++)
            plane.Values[i] = Red * pixels[3 * i] + Green * pixels[3 * i + 1] + Blue * pixels[3 * i + 2];
        return plane;
    }

    /// <summary>
    /// Sharpens by the Laplacian, mirrored at the edges: what a Gaussian blur of variance 2 * amount took from low frequencies comes back.
    /// </summary>
    /// <param name="amount">How much, 0 or above.</param>
    public Plane Sharpened(float amount)
    {
        var result = new Plane(Width, Height);
        for (int y = 0; y < Height; y++)
        {
            int row = y * Width, above = (y == 0 ? Math.Min(1, Height - 1) : y - 1) * Width;
            int below = (y == Height - 1 ? Math.Max(y - 1, 0) : y + 1) * Width;
            for (int x = 0; x < Width; x++)
            {
                int left = x == 0 ? Math.Min(1, Width - 1) : x - 1, right = x == Width - 1 ? Math.Max(x - 1, 0) : x + 1;
                float neighbours = Values[above + x] + Values[below + x] + Values[row + left] + Values[row + right];
                result.Values[row + x] = Values[row + x] * (1 + 4 * amount) - amount * neighbours;
            }
        }

        return result;
    }
}
