namespace LatentDiffusion.Prompts;

/// <summary>
/// Choices that follow from a seed, on every machine and in every version: SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable
/// pseudorandom number generators", https://doi.org/10.1145/2660193.2660195).
/// </summary>
/// <param name="seed">The seed.</param>
internal sealed class SeededChoice(long seed)
{
    private ulong _state = unchecked((ulong)seed);

    /// <summary>A number from 0 to below a bound.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound); // of 2^64 numbers; what is left over is beyond notice

    /// <summary>A number from 0 to below 1, a multiple of 2^-53.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1L << 53));

    private ulong Next()
    {
        ulong z = _state = unchecked(_state + 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }
}
