namespace LatentDiffusion.Provenance;

/// <summary>Marks generated pictures by <see cref="Watermark"/>.</summary>
public sealed class WatermarkStage : IImageStage
{
    private readonly byte[] _payload;
    private readonly WatermarkKey _key;

    /// <summary>Marks with <see cref="Watermark.GeneratedPayload"/> and <see cref="WatermarkKey.Public"/>.</summary>
    public WatermarkStage()
        : this(Watermark.GeneratedPayload.Span)
    {
    }

    /// <summary>Makes a stage.</summary>
    /// <param name="payload">What to write: 6 bytes, such as a number by which to find the generation again.</param>
    /// <param name="key">The key; <see cref="WatermarkKey.Public"/> unless given.</param>
    /// <exception cref="ArgumentException">The payload does not have 6 bytes.</exception>
    public WatermarkStage(ReadOnlySpan<byte> payload, WatermarkKey? key = null)
    {
        if (payload.Length != Watermark.PayloadBytes)
            throw new ArgumentException($"The watermark's payload has {Watermark.PayloadBytes} bytes, not {payload.Length}.",
                nameof(payload));
        (_payload, _key) = (payload.ToArray(), key ?? WatermarkKey.Public);
    }

    /// <inheritdoc/>
    public string Name => "watermark";

    /// <inheritdoc/>
    public RgbImage Apply(RgbImage image, ImageStageContext context)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(context);
        if (image.Width < Watermark.FullSize || image.Height < Watermark.FullSize)
        {
            context.Warn(
                $"{image.Width}x{image.Height} is smaller than the {Watermark.FullSize}x{Watermark.FullSize} that the watermark needs; "
                + "it may be unreadable.");
        }

        return Watermark.Embed(image, _payload, _key);
    }
}
