using System.Numerics.Tensors;
using LatentDiffusion.Imaging;
using LatentDiffusion.Numerics;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>How near the places of a picture are, in any unit; larger is nearer.</summary>
/// <param name="Values">One value for each place, row after row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal sealed record DepthMap(float[] Values, int Height, int Width)
{
    /// <summary>A map that a user drew: bright is near.</summary>
    public static DepthMap From(RgbImage image)
    {
        float[] values = new float[image.Width * image.Height];
        TensorPrimitives.ConvertChecked<byte, float>(GrayImage.From(image).Pixels, values);
        return new DepthMap(values, image.Height, image.Width);
    }

    /// <summary>
    /// The map as the denoiser sees it: resized to the latents, then stretched to -1 to 1 (diffusers' <c>prepare_depth_map</c>). One that
    /// is the same everywhere becomes -1.
    /// </summary>
    public float[] AtLatentSize(LatentShape latent)
    {
        float[] depth = new float[latent.Height * latent.Width];
        PlaneInterpolation.Resize(Values, Height, Width, latent.Height, latent.Width, Interpolation.Bicubic, depth);
        float min = TensorPrimitives.Min<float>(depth), range = TensorPrimitives.Max<float>(depth) - min;
        TensorPrimitives.Subtract(depth, min, depth);
        TensorPrimitives.Multiply(depth, 2f, depth);
        if (range > 0) TensorPrimitives.Divide(depth, range, depth);
        TensorPrimitives.Subtract(depth, 1f, depth);
        return depth;
    }
}
