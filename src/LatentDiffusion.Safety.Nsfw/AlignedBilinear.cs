namespace LatentDiffusion.Safety.Nsfw;

/// <summary>
/// <c>resizeBilinear</c> of TensorFlow.js with aligned corners, as nsfwjs prepares pictures: in double precision, without a filter where
/// pictures are made smaller
/// (https://github.com/tensorflow/tfjs/blob/master/tfjs-backend-cpu/src/kernels/ResizeBilinear.ts).
/// </summary>
internal static class AlignedBilinear
{
    private const int Channels = 3;

    /// <summary>Resizes a picture, with samples from 0 to 1.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="side">Side of the result, at least 2.</param>
    /// <param name="destination">[side, side, 3].</param>
    public static void Resize(RgbImage image, int side, Span<float> destination)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        double across = (image.Width - 1) / (double)(side - 1), down = (image.Height - 1) / (double)(side - 1);
        for (int i = 0; i < side * side; i++)
        {
            (double x, double y) = (across * (i % side), down * (i / side));
            (int left, int top) = ((int)x, (int)y);
            (int right, int bottom) = (Math.Min(image.Width - 1, (int)Math.Ceiling(x)), Math.Min(image.Height - 1, (int)Math.Ceiling(y)));
            for (int c = 0; c < Channels; c++)
            {
                double upper = Between(pixels[At(top, left, c)], pixels[At(top, right, c)], x - left);
                double lower = Between(pixels[At(bottom, left, c)], pixels[At(bottom, right, c)], x - left);
                destination[Channels * i + c] = (float)(upper + (lower - upper) * (y - top));
            }
        }

        int At(int row, int column, int channel) => Channels * (row * image.Width + column) + channel;
    }

    private static double Between(byte first, byte second, double part)
    {
        double a = first / 255f, b = second / 255f;
        return a + (b - a) * part;
    }
}
