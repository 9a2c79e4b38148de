namespace LatentDiffusion.Provenance;

/// <summary>What a watermark says.</summary>
public sealed class WatermarkReading
{
    /// <summary>Makes a reading.</summary>
    /// <param name="payload">The bits, the first in the highest of the first byte; unused ones at the end are 0.</param>
    /// <param name="bitCount">How many bits there are, from 0 to 8 for each byte.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bits does not fit the bytes.</exception>
    public WatermarkReading(ReadOnlyMemory<byte> payload, int bitCount)
    {
        if (bitCount < 0 || (bitCount + 7) / 8 != payload.Length)
            throw new ArgumentOutOfRangeException(nameof(bitCount), bitCount, $"The number of bits must fit {payload.Length} bytes.");
        (Payload, BitCount) = (payload, bitCount);
    }

    /// <summary>The bits, the first in the highest of the first byte; unused ones at the end are 0.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>How many bits there are.</summary>
    public int BitCount { get; }

    /// <summary>How likely a picture without a watermark reads like this, 0 to 1; null where the method cannot tell.</summary>
    public double? FalsePositiveRate { get; init; }

    /// <summary>What the payload is known to mean, such as who writes it, in a few words; null where that is not known.</summary>
    public string? Meaning { get; init; }
}
