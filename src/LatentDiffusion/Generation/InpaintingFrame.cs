using LatentDiffusion.Imaging;
using LatentDiffusion.Model;

namespace LatentDiffusion.Generation;

/// <summary>
/// What lies around an inpainting: the picture and mask that the model is given in place of the user's, and how what it draws goes back
/// into the user's picture.
/// </summary>
internal sealed class InpaintingFrame
{
    /// <summary>Pixels of a side that the U-Nets halve without remainder, level after level; many graphs can draw no other sizes.</summary>
    private const int SafeMultiple = 64;

    private readonly RgbImage? _original;
    private readonly RgbImage? _mask;
    private readonly MaskRegion? _region;
    private readonly (int Width, int Height)? _size;

    private InpaintingFrame(
        GenerationRequest request, RgbImage? original, RgbImage? mask, MaskRegion? region, (int Width, int Height)? size) =>
        (Request, _original, _mask, _region, _size) = (request, original, mask, region, size);

    /// <summary>What the model is asked for.</summary>
    public GenerationRequest Request { get; }

    /// <summary>Frames a request.</summary>
    /// <exception cref="ArgumentException">A value breaks a rule; the message names both.</exception>
    public static InpaintingFrame Around(GenerationRequest request, LatentModel model)
    {
        if (request.Inpainting is not { } inpainting) return new InpaintingFrame(request, null, null, null, null);
        inpainting.Check(request);
        (int Width, int Height)? size = null;
        if (inpainting.Outpaint is { } outpaint)
        {
            var (canvas, area) = outpaint.Extend(request.InitImage!);
            size = (canvas.Width, canvas.Height);
            int multiple = model.SizeMultiple * Math.Max(SafeMultiple / model.SizeMultiple, 1);
            Outpainting rest = new() { Right = Missing(canvas.Width, multiple), Bottom = Missing(canvas.Height, multiple), Overlap = 0 };
            var (whole, mask) = (rest.Extend(canvas).Canvas, rest.Extend(area).Canvas);
            request = request with
            {
                Image = request.Image! with { Picture = whole, Strength = request.Image.Strength ?? 1 },
                Width = whole.Width,
                Height = whole.Height,
            };
            inpainting = inpainting with { Mask = mask, PasteOriginal = true };
        }

        if (inpainting.Blur > 0) inpainting = inpainting with { Mask = BoxBlur.Gaussian(inpainting.Mask!, inpainting.Blur) };
        request = request with { Inpainting = inpainting };
        if (inpainting.Padding is not { } padding)
            return new InpaintingFrame(request, inpainting.PasteOriginal ? request.InitImage : null, inpainting.Mask, null, size);

        RgbImage original = request.InitImage!, fitted = inpainting.Mask!.Resize(original.Width, original.Height);
        int width = DrawingSize.Side(nameof(request.Width), request.Width, null, model.DefaultSize.Width, model.SizeMultiple);
        int height = DrawingSize.Side(nameof(request.Height), request.Height, null, model.DefaultSize.Height, model.SizeMultiple);
        MaskRegion region = MaskRegion.Of(GrayImage.From(fitted), padding, width, height);
        return new InpaintingFrame(
            request with
            {
                Image = request.Image! with { Picture = region.CutOut(original, width, height) },
                Inpainting = inpainting with { Mask = region.CutOut(fitted, width, height) },
                Width = width,
                Height = height,
            },
            original, fitted, region, size);
    }

    /// <summary>Puts what the model drew where it belongs.</summary>
    public RgbImage Finish(RgbImage drawn)
    {
        RgbImage picture = _original is null ? drawn : Paste(_region is null ? drawn : _region.Value.PutBack(drawn, _original));
        return _size is { } size ? picture.Crop(0, 0, size.Width, size.Height) : picture;
    }

    private RgbImage Paste(RgbImage drawn)
    {
        ReadOnlySpan<byte> over = drawn.Pixels, under = _original!.Resize(drawn.Width, drawn.Height).Pixels;
        ReadOnlySpan<byte> shares = GrayImage.From(_mask!.Resize(drawn.Width, drawn.Height)).Pixels;
        byte[] pixels = new byte[over.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            int share = shares[i / 3];
            pixels[i] = (byte)((over[i] * share + under[i] * (255 - share) + 127) / 255);
        }

        return new RgbImage(drawn.Width, drawn.Height, pixels);
    }

    private static int Missing(int side, int multiple) => (multiple - side % multiple) % multiple;
}
