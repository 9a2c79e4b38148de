using System.Numerics.Tensors;

namespace LatentDiffusion.Imaging;

/// <summary>
/// Converts between RGB24 bytes and the float tensors of an autoencoder ([images, 3, height, width], -1 to 1), with the roundings of
/// diffusers' <c>VaeImageProcessor</c> (https://github.com/huggingface/diffusers/blob/main/src/diffusers/image_processor.py).
/// </summary>
internal static class PixelConversion
{
    private const int Chunk = 1024;

    // In single precision, for each of the 256 bytes.
    private static readonly float[] Unit = [.. Enumerable.Range(0, 256).Select(x => x / 255f)];
    private static readonly float[] Normalized = [.. Unit.Select(x => 2f * x - 1f)];

    /// <summary>Bytes of one or more images of the same size, one after another, to a tensor.</summary>
    /// <param name="rgb">images * height * width * 3 bytes, interleaved.</param>
    /// <param name="pixelsPerImage">height * width.</param>
    /// <param name="destination">images * 3 * height * width values.</param>
    public static void ToTensor(ReadOnlySpan<byte> rgb, int pixelsPerImage, Span<float> destination) =>
        ToTensor(rgb, pixelsPerImage, Normalized, Normalized, Normalized, destination);

    /// <summary>An image to a tensor.</summary>
    /// <returns>[3, height, width].</returns>
    public static float[] ToTensor(RgbImage image)
    {
        float[] tensor = new float[3 * image.Width * image.Height];
        ToTensor(image.Pixels, image.Width * image.Height, tensor);
        return tensor;
    }

    /// <summary>The same, to 0 to 1 (a <c>VaeImageProcessor</c> without <c>do_normalize</c>).</summary>
    /// <inheritdoc cref="ToTensor(ReadOnlySpan{byte}, int, Span{float})"/>
    public static void ToUnitTensor(ReadOnlySpan<byte> rgb, int pixelsPerImage, Span<float> destination) =>
        ToTensor(rgb, pixelsPerImage, Unit, Unit, Unit, destination);

    /// <summary>The same, to what a table of 256 values for each channel says.</summary>
    public static void ToTensor(
        ReadOnlySpan<byte> rgb,
        int pixelsPerImage,
        ReadOnlySpan<float> reds,
        ReadOnlySpan<float> greens,
        ReadOnlySpan<float> blues,
        Span<float> destination)
    {
        CheckLengths(rgb.Length, destination.Length, pixelsPerImage);
        for (; !rgb.IsEmpty; rgb = rgb[(3 * pixelsPerImage)..], destination = destination[(3 * pixelsPerImage)..])
        {
            Span<float> red = destination[..pixelsPerImage];
            Span<float> green = destination.Slice(pixelsPerImage, pixelsPerImage);
            Span<float> blue = destination.Slice(2 * pixelsPerImage, pixelsPerImage);
            for (int i = 0, from = 0; i < pixelsPerImage; i++, from += 3)
                (red[i], green[i], blue[i]) = (reds[rgb[from]], greens[rgb[from + 1]], blues[rgb[from + 2]]);
        }
    }

    /// <summary>A tensor to bytes: <c>round(clamp(x / 2 + 0.5, 0, 1) * 255)</c>, halves to even. NaN gives 0.</summary>
    /// <param name="tensor">images * 3 * height * width values.</param>
    /// <param name="pixelsPerImage">height * width.</param>
    /// <param name="destination">images * height * width * 3 bytes, interleaved.</param>
    public static void ToPixels(ReadOnlySpan<float> tensor, int pixelsPerImage, Span<byte> destination)
    {
        CheckLengths(tensor.Length, destination.Length, pixelsPerImage);
        Span<float> values = stackalloc float[Chunk];
        for (int plane = 0; plane * pixelsPerImage < tensor.Length; plane++)
        {
            ReadOnlySpan<float> channel = tensor.Slice(plane * pixelsPerImage, pixelsPerImage);
            int to = plane / 3 * 3 * pixelsPerImage + plane % 3;
            for (int start = 0; start < channel.Length; start += Chunk)
            {
                int count = Math.Min(Chunk, channel.Length - start);
                Span<float> part = values[..count];
                TensorPrimitives.Multiply(channel.Slice(start, count), 0.5f, part);
                TensorPrimitives.Add(part, 0.5f, part);
                TensorPrimitives.Clamp(part, 0f, 1f, part);
                TensorPrimitives.Multiply(part, 255f, part);
                TensorPrimitives.Round(part, MidpointRounding.ToEven, part);
                foreach (float value in part)
                {
                    destination[to] = (byte)value;
                    to += 3;
                }
            }
        }
    }

    private static void CheckLengths(int source, int destination, int pixelsPerImage)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixelsPerImage, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination, source);
        if (source % (3L * pixelsPerImage) != 0)
            throw new ArgumentException($"{source} values are not a whole number of images of 3 * {pixelsPerImage}.");
    }
}
