namespace LatentDiffusion.Provenance;

/// <summary>
/// Marks generated pictures by <see cref="DwtDctWatermark"/>, for those who look for what diffusers writes. As there, pictures narrower
/// than 256 pixels stay as they are, and so do those of fewer pixels than the method takes; a warning says so.
/// </summary>
public sealed class DwtDctStage : IImageStage
{
    private const int MinWidth = 256;

    private readonly byte[] _payload;

    /// <summary>Marks with the bits of diffusers' Stable Diffusion XL.</summary>
    public DwtDctStage()
        : this(DwtDctWatermark.StableDiffusionXl.Span)
    {
    }

    /// <summary>Marks with bits of one's own.</summary>
    /// <param name="payload">The bits, the first in the highest of the first byte; at least one byte.</param>
    /// <exception cref="ArgumentException">There are no bits.</exception>
    public DwtDctStage(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) throw new ArgumentException("A watermark needs at least one byte.", nameof(payload));
        _payload = payload.ToArray();
    }

    /// <inheritdoc/>
    public string Name => "dwtDct watermark";

    /// <inheritdoc/>
    public RgbImage Apply(RgbImage image, ImageStageContext context)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(context);
        if (image.Width >= MinWidth && (long)image.Width * image.Height >= DwtDctWatermark.MinPixels)
            return DwtDctWatermark.Embed(image, _payload);
        context.Warn($"{image.Width}x{image.Height} is too small for the dwtDct watermark; the picture does not carry it.");
        return image;
    }
}
