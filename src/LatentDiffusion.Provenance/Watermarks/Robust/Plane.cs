using System.Numerics.Tensors;

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

    /// <summary>Cuts a part out.</summary>
    public Plane Cut(PlanePart part)
    {
        if ((part.Width, part.Height) == (Width, Height)) return this;
        var result = new Plane(part.Width, part.Height);
        for (int y = 0; y < part.Height; y++)
            Values.AsSpan((part.Top + y) * Width + part.Left, part.Width).CopyTo(result.Values.AsSpan(y * part.Width));
        return result;
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
            Span<float> line = result.Values.AsSpan(row, Width);
            TensorPrimitives.Add(Values.AsSpan(above, Width), Values.AsSpan(below, Width), line);
            if (Width > 1)
            {
                TensorPrimitives.Add(line[1..], Values.AsSpan(row, Width - 1), line[1..]);
                TensorPrimitives.Add(line[..^1], Values.AsSpan(row + 1, Width - 1), line[..^1]);
            }

            line[0] += Values[row + Math.Min(1, Width - 1)];
            line[^1] += Values[row + Math.Max(Width - 2, 0)];
            TensorPrimitives.Multiply(line, -amount, line);
            TensorPrimitives.MultiplyAdd(Values.AsSpan(row, Width), 1 + 4 * amount, line, line);
        }

        return result;
    }
}
