namespace LatentDiffusion;

/// <summary>
/// Scales a picture so that it covers a size, and cuts what stands out evenly, as diffusers' <c>resize_and_crop_tensor</c>
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/image_processor.py): linear between four neighbours, also where it
/// shrinks (<c>interpolate(mode="bilinear", align_corners=False)</c>). It works on bytes, so that a colour may differ by 1.
/// </summary>
internal static class ResizeAndCrop
{
    private const int Channels = 3;

    /// <summary>Brings a picture to a size.</summary>
    public static RgbImage Apply(RgbImage image, int width, int height)
    {
        if ((width, height) == (image.Width, image.Height)) return image;
        double ratio = Math.Max((double)height / image.Height, (double)width / image.Width);
        Tap[] columns = Taps(image.Width, Math.Max((int)(image.Width * ratio), width), width);
        Tap[] rows = Taps(image.Height, Math.Max((int)(image.Height * ratio), height), height);
        ReadOnlySpan<byte> source = image.Pixels;
        byte[] pixels = new byte[width * height * Channels];
        int to = 0, stride = image.Width * Channels;
        foreach (Tap y in rows)
        {
            ReadOnlySpan<byte> above = source.Slice(y.First * stride, stride), below = source.Slice(y.Second * stride, stride);
            foreach (Tap x in columns)
                for (int c = 0; c < Channels; c++)
                    pixels[to++] = (byte)MathF.Round(y.Between(x.Of(above, c), x.Of(below, c)));
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>The neighbours of the middle ones of so many places along a side.</summary>
    private static Tap[] Taps(int source, int places, int kept)
    {
        float scale = (float)source / places;
        int first = (places - kept) / 2;
        return [.. Enumerable.Range(first, kept).Select(i => Tap.At(Math.Max(scale * (i + 0.5f) - 0.5f, 0), source))];
    }

    /// <summary>Two neighbours and the weight of the second.</summary>
    private readonly record struct Tap(int First, int Second, float Weight)
    {
        public static Tap At(float place, int length) => new((int)place, Math.Min((int)place + 1, length - 1), place - (int)place);

        public float Of(ReadOnlySpan<byte> line, int channel) =>
            Between(line[First * Channels + channel], line[Second * Channels + channel]);

        public float Between(float first, float second) => first * (1 - Weight) + second * Weight;
    }
}
