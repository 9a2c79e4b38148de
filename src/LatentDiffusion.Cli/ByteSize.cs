namespace LatentDiffusion.Cli;

/// <summary>Numbers of bytes for people.</summary>
internal static class ByteSize
{
    /// <summary>The number in GB, MB or kB, of 1000 each.</summary>
    public static string Text(long bytes) => bytes switch
    {
        >= 1_000_000_000 => FormattableString.Invariant($"{bytes / 1e9:0.00} GB"),
        >= 1_000_000 => FormattableString.Invariant($"{bytes / 1e6:0.0} MB"),
        _ => FormattableString.Invariant($"{bytes / 1e3:0.0} kB"),
    };
}
