namespace LatentDiffusion.Provenance;

/// <summary>How a TrustMark model is used. The defaults are those of the variants B, C and Q.</summary>
public sealed record TrustMarkOptions
{
    /// <summary>Where it runs; the processor unless given.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProviders.Cpu;

    /// <summary>What the encoder's change is multiplied by, above 0; 1 unless given. The variant P is meant for 1.25.</summary>
    public float Strength { get; init; } = 1;

    /// <summary>
    /// Whether only the square in the middle is marked and read, as the variant P does. Else only pictures that are more than twice as wide
    /// as high, or the reverse, are.
    /// </summary>
    public bool CentreSquare { get; init; }

    /// <summary>The side of the decoder's input where its graph leaves it open; 256 unless given. The variant P takes 224.</summary>
    public int DecoderSize { get; init; } = 256;
}
