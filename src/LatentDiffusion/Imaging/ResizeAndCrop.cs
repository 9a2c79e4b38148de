namespace LatentDiffusion.Imaging;

/// <summary>
/// Scales a picture so that it covers a size, and cuts what stands out evenly, as diffusers' <c>resize_and_crop_tensor</c>
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/image_processor.py): linear between four neighbours, also where it
/// shrinks (<c>interpolate(mode="bilinear", align_corners=False)</c>), before values are cut to those that pixels have.
/// </summary>
internal static class ResizeAndCrop
{
    /// <summary>Brings planes of one size, [planes, height, width], to another.</summary>
    /// <param name="source">The planes.</param>
    /// <param name="from">Their size.</param>
    /// <param name="to">The size that is wanted.</param>
    /// <returns>[planes, height, width]; the source itself where the sizes are the same.</returns>
    public static float[] Apply(float[] source, (int Width, int Height) from, (int Width, int Height) to)
    {
        if (from == to) return source;
        double ratio = Math.Max((double)to.Height / from.Height, (double)to.Width / from.Width);
        Tap[] columns = Taps(from.Width, Math.Max((int)(from.Width * ratio), to.Width), to.Width);
        Tap[] rows = Taps(from.Height, Math.Max((int)(from.Height * ratio), to.Height), to.Height);
        int plane = from.Width * from.Height, place = 0;
        float[] result = new float[source.Length / plane * to.Width * to.Height];
        for (int start = 0; start < source.Length; start += plane)
        {
            foreach (Tap y in rows)
            {
                ReadOnlySpan<float> above = source.AsSpan(start + y.First * from.Width, from.Width);
                ReadOnlySpan<float> below = source.AsSpan(start + y.Second * from.Width, from.Width);
                foreach (Tap x in columns) result[place++] = y.Between(x.Of(above), x.Of(below));
            }
        }

        return result;
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

        public float Of(ReadOnlySpan<float> line) => Between(line[First], line[Second]);

        public float Between(float first, float second) => first * (1 - Weight) + second * Weight;
    }
}
