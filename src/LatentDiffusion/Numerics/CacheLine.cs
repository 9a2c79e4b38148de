namespace LatentDiffusion.Numerics;

/// <summary>Where cache lines begin: stores that cross from one to the next cost twice.</summary>
internal static unsafe class CacheLine
{
    private const int Bytes = 64; // of x64 processors and most of ARM's

    /// <summary>Elements of a line.</summary>
    public const int Floats = Bytes / sizeof(float);

    /// <summary>Elements from an address to the next beginning of a line.</summary>
    public static int FloatsTo(float* address) => (int)((Bytes - (nuint)address % Bytes) % Bytes) / sizeof(float);
}
