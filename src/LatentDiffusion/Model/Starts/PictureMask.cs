using LatentDiffusion.Imaging;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>The mask of an inpainting, as diffusers prepares it: resized to the picture, made grey, cut at one half.</summary>
internal sealed class PictureMask
{
    private readonly float[] _values;

    private PictureMask(float[] values) => _values = values;

    /// <summary>Prepares a mask.</summary>
    public static PictureMask From(RgbImage mask, GenerationPlan plan)
    {
        float[] values = new float[plan.Width * plan.Height];
        GrayImage.From(mask.Resize(plan.Width, plan.Height)).Binarize(values);
        return new PictureMask(values);
    }

    /// <summary>
    /// One value for each element of a latent's plane: that of the nearest pixel, which in <c>torch.nn.functional.interpolate</c> is the
    /// one above and to the left.
    /// </summary>
    public float[] AtLatentSize(GenerationPlan plan)
    {
        float[] small = new float[plan.Latent.Height * plan.Latent.Width];
        int factor = plan.Width / plan.Latent.Width;
        for (int y = 0; y < plan.Latent.Height; y++)
            for (int x = 0; x < plan.Latent.Width; x++)
                small[y * plan.Latent.Width + x] = _values[y * factor * plan.Width + x * factor];
        return small;
    }

    /// <summary>Blanks, in a picture of [3, height, width], what is to be drawn anew.</summary>
    public void Blank(Span<float> pixels)
    {
        for (int i = 0; i < pixels.Length; i++) pixels[i] *= 1 - _values[i % _values.Length];
    }
}
