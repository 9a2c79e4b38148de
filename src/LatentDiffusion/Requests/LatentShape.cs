namespace LatentDiffusion.Requests;

/// <summary>Shape of one latent: channels, rows, columns.</summary>
internal readonly record struct LatentShape(int Channels, int Height, int Width)
{
    /// <summary>Elements of one latent.</summary>
    public int Length => checked(Channels * Height * Width);

    /// <summary>The shape of a batch.</summary>
    public long[] Batch(int count) => [count, Channels, Height, Width];
}
