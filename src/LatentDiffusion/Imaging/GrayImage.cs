namespace LatentDiffusion.Imaging;

/// <summary>A picture of one channel of 8 bits: a mask.</summary>
internal sealed class GrayImage
{
    private readonly byte[] _pixels;

    private GrayImage(int width, int height, byte[] pixels) => (Width, Height, _pixels) = (width, height, pixels);

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>One byte per pixel, row after row from the top.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>
    /// The luminance (ITU-R 601-2) of a colour image, as Pillow's <c>convert("L")</c> computes it. diffusers resizes a mask in colour and
    /// takes the luminance afterwards.
    /// </summary>
    public static GrayImage From(RgbImage image)
    {
        ReadOnlySpan<byte> rgb = image.Pixels;
        byte[] gray = GC.AllocateUninitializedArray<byte>(image.Width * image.Height);
        for (int i = 0, from = 0; i < gray.Length; i++, from += 3)
            gray[i] = (byte)((rgb[from] * 19595 + rgb[from + 1] * 38470 + rgb[from + 2] * 7471 + 0x8000) >> 16);
        return new GrayImage(image.Width, image.Height, gray);
    }

    /// <summary>Resizes with Pillow's arithmetic; see <see cref="RgbImage.Resize"/>.</summary>
    public GrayImage Resize(int width, int height, ResampleFilter filter = ResampleFilter.Lanczos) =>
        (width, height) == (Width, Height) ? this
            : new GrayImage(width, height, Resampler.Resize(_pixels, Width, Height, channels: 1, width, height, filter));

    /// <summary>1 where the pixel divided by 255 is at least a half, else 0, as <c>VaeImageProcessor.binarize</c> of diffusers.</summary>
    public void Binarize(Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, _pixels.Length, nameof(destination));
        for (int i = 0; i < _pixels.Length; i++) destination[i] = _pixels[i] >> 7;
    }
}
