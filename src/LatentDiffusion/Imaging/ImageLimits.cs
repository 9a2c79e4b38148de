namespace LatentDiffusion;

/// <summary>What an image file may ask for. Both limits are checked before anything is decoded.</summary>
public sealed class ImageLimits
{
    /// <summary>The limits that hold where none are given.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>Largest number of pixels (width times height); 64 million unless set.</summary>
    public long MaxPixels { get; init; } = 64_000_000;

    /// <summary>Largest size of the file in bytes; 256 MiB unless set.</summary>
    public long MaxBytes { get; init; } = 256 << 20;
}
