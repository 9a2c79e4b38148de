using System.Numerics.Tensors;

namespace LatentDiffusion.Evaluation;

/// <summary>Pictures as a network reads them: resized, cut, normalised, channel by channel.</summary>
/// <param name="description">What the network reads.</param>
internal sealed class PictureInput(NetworkDescription description)
{
    private const int Channels = 3;

    /// <summary>Converts a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="destination">[3, height, width].</param>
    public void Write(RgbImage image, Span<float> destination)
    {
        Fit(image, destination);
        int plane = destination.Length / Channels;
        for (int c = 0; c < Channels; c++)
        {
            Span<float> values = destination.Slice(c * plane, plane);
            TensorPrimitives.Subtract(values, (float)description.Mean[c], values);
            TensorPrimitives.Divide(values, (float)description.Std[c], values);
        }

        if (!description.Bgr) return;
        Span<float> red = destination[..plane], blue = destination[(2 * plane)..];
        for (int i = 0; i < plane; i++) (red[i], blue[i]) = (blue[i], red[i]);
    }

    private void Fit(RgbImage image, Span<float> destination)
    {
        int size = description.Size, width = size, height = size;
        if (description.Resize == ResizeKind.None)
        {
            ToPlanes(image, destination);
            return;
        }

        // torchvision's Resize(size) and transformers' shortest_edge: the longer side is cut to whole pixels.
        if (description.Crop && image.Width > image.Height) width = (int)((long)size * image.Width / image.Height);
        if (description.Crop && image.Height > image.Width) height = (int)((long)size * image.Height / image.Width);
        if ((width, height) == (size, size))
        {
            Resize(image, width, height, destination);
            return;
        }

        float[] planes = new float[Channels * width * height];
        Resize(image, width, height, planes);
        int left = (width - size) / 2, top = (height - size) / 2;
        for (int c = 0; c < Channels; c++)
            for (int y = 0; y < size; y++)
                planes.AsSpan((c * height + top + y) * width + left, size).CopyTo(destination[((c * size + y) * size)..]);
    }

    private void Resize(RgbImage image, int width, int height, Span<float> destination)
    {
        if (PillowFilter() is { } filter)
        {
            ToPlanes(image.Resize(width, height, filter), destination);
            return;
        }

        if ((width, height) == (image.Width, image.Height))
        {
            ToPlanes(image, destination);
            return;
        }

        float[] planes = new float[Channels * image.Width * image.Height];
        ToPlanes(image, planes);
        switch (description.Resize)
        {
            case ResizeKind.TensorflowBilinear:
                TensorflowBilinear.Resize(planes, image.Height, image.Width, height, width, destination);
                break;
            case ResizeKind.Clean:
                CleanResize.Resize(planes, image.Height, image.Width, height, width, destination);
                break;
            default:
                Interpolation kind = description.Resize == ResizeKind.TorchBilinear ? Interpolation.Bilinear : Interpolation.Bicubic;
                PlaneInterpolation.Resize(planes, image.Height, image.Width, height, width, kind, destination);
                break;
        }
    }

    private ResampleFilter? PillowFilter() => description.Resize switch
    {
        ResizeKind.PillowBilinear => ResampleFilter.Bilinear,
        ResizeKind.PillowBicubic => ResampleFilter.Bicubic,
        ResizeKind.PillowLanczos => ResampleFilter.Lanczos,
        _ => null,
    };

    private static void ToPlanes(RgbImage image, Span<float> planes)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        int plane = image.Width * image.Height;
        Span<float> red = planes[..plane], green = planes.Slice(plane, plane), blue = planes.Slice(2 * plane, plane);
        for (int i = 0, from = 0; i < plane; i++, from += Channels)
            (red[i], green[i], blue[i]) = (pixels[from], pixels[from + 1], pixels[from + 2]);
    }
}
