using System.Numerics;

namespace LatentDiffusion.Provenance;

/// <summary>
/// Looks for known bits written by <see cref="DwtDctWatermark"/>. Every picture gives some bits; it counts as marked where at most one in
/// eight differs from the known ones, by which the original, too, reads one of 48 wrong from a picture that was never changed.
/// </summary>
public sealed class DwtDctReader : IWatermarkReader
{
    private readonly byte[] _payload;

    /// <summary>Looks for the bits of diffusers' Stable Diffusion XL.</summary>
    public DwtDctReader()
        : this(DwtDctWatermark.StableDiffusionXl.Span, "Stable Diffusion XL in diffusers")
    {
    }

    /// <summary>Looks for bits of one's own.</summary>
    /// <param name="payload">The bits, the first in the highest of the first byte; at least four bytes, for chance not to write
    /// them.</param>
    /// <param name="meaning">What they mean, for <see cref="WatermarkReading.Meaning"/>.</param>
    /// <exception cref="ArgumentException">There are too few bits.</exception>
    public DwtDctReader(ReadOnlySpan<byte> payload, string? meaning = null)
    {
        if (payload.Length < 4)
            throw new ArgumentException($"{payload.Length} bytes are too few to tell a watermark from chance.", nameof(payload));
        (_payload, Meaning) = (payload.ToArray(), meaning);
    }

    /// <inheritdoc/>
    public string Name => "dwtDct watermark";

    /// <summary>What the bits mean.</summary>
    public string? Meaning { get; }

    /// <inheritdoc/>
    /// <remarks>The false positive rate is left open: bits of pictures without the mark are neither even nor independent.</remarks>
    public WatermarkReading? Read(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if ((long)image.Width * image.Height < DwtDctWatermark.MinPixels) return null;
        byte[] read = DwtDctWatermark.Read(image, 8 * _payload.Length);
        int wrong = 0;
        for (int i = 0; i < read.Length; i++) wrong += BitOperations.PopCount((uint)(read[i] ^ _payload[i]));
        return wrong <= _payload.Length ? new WatermarkReading(_payload, 8 * _payload.Length) { Meaning = Meaning } : null;
    }
}
