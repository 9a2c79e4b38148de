namespace LatentDiffusion.Gpu;

/// <summary>
/// How a case came out, or, where <see cref="Passed"/> is null, that it began: the mark of a case in which the process ended.
/// </summary>
internal sealed record ParityResult(string Model, string Case)
{
    /// <summary>Whether it is as near as it must be; null while it runs.</summary>
    public bool? Passed { get; init; }

    /// <summary>What is compared, for example <c>latents</c>.</summary>
    public string? Measure { get; init; }

    /// <summary>What was found.</summary>
    public double? Value { get; init; }

    /// <summary>The most that it may be, or for <c>psnr</c> the least.</summary>
    public double? Bound { get; init; }

    /// <summary>Seconds of the generation, its first one at these shapes.</summary>
    public double? Seconds { get; init; }

    /// <summary>Why there is no value, or why it does not count.</summary>
    public string? Error { get; init; }

    /// <summary>What the pipeline warned of.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
