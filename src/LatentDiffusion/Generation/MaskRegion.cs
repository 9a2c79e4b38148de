using LatentDiffusion.Imaging;

namespace LatentDiffusion.Generation;

/// <summary>
/// The part of a picture around what is masked, which a model draws at its own size (diffusers' <c>padding_mask_crop</c>:
/// https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/image_processor.py, <c>get_crop_region</c>, <c>_resize_and_fill</c>,
/// <c>_resize_and_crop</c>).
/// </summary>
internal readonly record struct MaskRegion(int Left, int Top, int Width, int Height)
{
    private const string PaddingName = "Inpainting.Padding"; // as the caller of the pipeline knows it

    /// <summary>Finds it.</summary>
    /// <param name="mask">The mask; all but black counts.</param>
    /// <param name="padding">Pixels around.</param>
    /// <param name="width">Width at which it is drawn; the region gets these proportions where there is room.</param>
    /// <param name="height">Height at which it is drawn.</param>
    /// <exception cref="ArgumentException">The mask is black.</exception>
    public static MaskRegion Of(GrayImage mask, int padding, int width, int height)
    {
        int left = mask.Width, top = mask.Height, right = 0, bottom = 0;
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            if (mask.Pixels[i] == 0) continue;
            var (y, x) = Math.DivRem(i, mask.Width);
            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
        }

        if (right == 0)
            throw new ArgumentException($"{PaddingName} is {padding}; it needs a mask that is not all black.", PaddingName);
        padding = Math.Min(padding, Math.Max(mask.Width, mask.Height)); // more is the whole picture too
        (left, right) = (Math.Max(left - padding, 0), Math.Min(right + padding, mask.Width));
        (top, bottom) = (Math.Max(top - padding, 0), Math.Min(bottom + padding, mask.Height));
        double proportions = (double)width / height;
        bool isWider = (double)(right - left) / (bottom - top) > proportions;
        if (isWider) (top, bottom) = Widen(top, bottom, (right - left) / proportions, mask.Height);
        else (left, right) = Widen(left, right, (bottom - top) * proportions, mask.Width);
        return new MaskRegion(left, top, right - left, bottom - top);
    }

    /// <summary>Cuts it out of a picture, and makes it that large; where proportions differ, the edge is repeated.</summary>
    public RgbImage CutOut(RgbImage picture, int width, int height)
    {
        bool isWider = (double)Width / Height > (double)width / height;
        int w = isWider ? width : Math.Max((int)((long)Width * height / Height), 1);
        int h = isWider ? Math.Max((int)((long)Height * width / Width), 1) : height;
        int left = width / 2 - w / 2, top = height / 2 - h / 2;
        Outpainting edge = new() { Left = left, Top = top, Right = width - left - w, Bottom = height - top - h, Overlap = 0 };
        return edge.Extend(picture.Crop(Left, Top, Width, Height).Resize(w, h)).Canvas;
    }

    /// <summary>Puts what was drawn in its place into a picture.</summary>
    public RgbImage PutBack(RgbImage drawn, RgbImage picture)
    {
        bool isWider = (double)Width / Height > (double)drawn.Width / drawn.Height;
        int width = isWider ? Width : (int)((long)drawn.Width * Height / drawn.Height);
        int height = isWider ? (int)((long)drawn.Height * Width / drawn.Width) : Height;
        ReadOnlySpan<byte> part =
            drawn.ResizePart(width, height, width / 2 - Width / 2, height / 2 - Height / 2, Width, Height).Pixels;
        byte[] pixels = picture.Pixels.ToArray();
        for (int y = 0; y < Height; y++) part.Slice(3 * y * Width, 3 * Width).CopyTo(pixels.AsSpan(3 * ((Top + y) * picture.Width + Left)));
        return new RgbImage(picture.Width, picture.Height, pixels);
    }

    /// <summary>Widens an interval to a length, on both sides where there is room.</summary>
    private static (int Start, int End) Widen(int start, int end, double length, int limit)
    {
        int missing = (int)(length - (end - start));
        start -= missing / 2;
        end += missing - missing / 2;
        if (end >= limit) (start, end) = (start - (end - limit), limit);
        if (start < 0) (start, end) = (0, end - start);
        return (start, Math.Min(end, limit));
    }
}
