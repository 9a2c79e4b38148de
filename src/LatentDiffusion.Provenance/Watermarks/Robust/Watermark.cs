using System.Buffers.Binary;

namespace LatentDiffusion.Provenance;

/// <summary>
/// An invisible mark of 48 bits that survives what usually happens to pictures: JPEG and WebP, halving and back, cropping, brightness and
/// contrast, noise. It needs no model, and the same picture, payload and key give the same marked picture on every machine.
/// </summary>
public static class Watermark
{
    /// <summary>Bytes of a payload.</summary>
    public const int PayloadBytes = TailBitingCode.PayloadBits / 8;

    /// <summary>What is written where nothing else is asked for: "AI-gen" in ASCII, which says no more than that a machine drew.</summary>
    public static ReadOnlyMemory<byte> GeneratedPayload { get; } = "AI-gen"u8.ToArray();

    /// <summary>
    /// Side of the smallest picture that holds all of the mark. Smaller ones are marked, too, with less hope of being read.
    /// </summary>
    public const int FullSize = MarkLayout.TileSize;

    /// <summary>Pictures of fewer pixels, those of 64x64, are left as they are, and nothing is looked for in them.</summary>
    public const int MinPixels = 64 * 64;

    /// <summary>Marks a picture. The marked one stays within 42 dB of it, and within a structural similarity of 0.98.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="payload">What to write: 6 bytes.</param>
    /// <param name="key">The key; <see cref="WatermarkKey.Public"/> unless given.</param>
    /// <returns>The marked picture.</returns>
    /// <exception cref="ArgumentException">The payload does not have 6 bytes.</exception>
    public static RgbImage Embed(RgbImage image, ReadOnlySpan<byte> payload, WatermarkKey? key = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (payload.Length != PayloadBytes)
            throw new ArgumentException($"The watermark's payload has {PayloadBytes} bytes, not {payload.Length}.", nameof(payload));
        if ((long)image.Width * image.Height < MinPixels) return image;
        Span<byte> bytes = stackalloc byte[8];
        payload.CopyTo(bytes[(8 - PayloadBytes)..]);
        Span<bool> word = stackalloc bool[TailBitingCode.Length];
        TailBitingCode.Encode(BinaryPrimitives.ReadUInt64BigEndian(bytes), word);
        float[] signs = new float[MarkLayout.Chips];
        (key ?? WatermarkKey.Public).Pattern.Modulate(word, signs);
        return MarkWriter.Write(image, signs);
    }
}
