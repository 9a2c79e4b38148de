namespace LatentDiffusion.Provenance;

/// <summary>One way to read a picture whose tiles' place is known: what undoes a change, and which chips count.</summary>
/// <param name="Sharpening">What undoes a loss of detail; see <see cref="Plane.Sharpened"/>.</param>
/// <param name="Gain">What undoes a change of contrast.</param>
/// <param name="Skipped">Which blocks are left out.</param>
/// <param name="Coefficients">How many coefficients of each block count, from the first.</param>
/// <param name="Share">The variant's part of the false positives at its place; all parts sum to 1.</param>
internal readonly record struct MarkVariant(float Sharpening, float Gain, SkippedBlocks Skipped, int Coefficients, double Share)
{
    /// <summary>Halving and back, with a bicubic filter and with a bilinear one.</summary>
    private static readonly float[] Sharpenings = [0.27f, 1.2f];

    /// <summary>The inverses of 5 and 10 % more and less light or contrast.</summary>
    private static readonly float[] Gains = [0.952f, 1.053f, 0.909f, 1.111f];

    /// <summary>The coefficients that survive the strongest compression, and all.</summary>
    private static readonly int[] Counts = [MarkLayout.MainCoefficients, MarkLayout.Coefficients];

    /// <summary>
    /// All variants: a third of the false positives for the picture as it is, for other light or contrast, and for lost detail each.
    /// </summary>
    public static IReadOnlyList<MarkVariant> All { get; } =
    [
        .. Combine([0], [1], [SkippedBlocks.None, SkippedBlocks.Dark, SkippedBlocks.Ends]),
        .. Combine([0], Gains, [SkippedBlocks.None, SkippedBlocks.Ends]),
        .. Combine(Sharpenings, [1, .. Gains], [SkippedBlocks.None]),
    ];

    /// <summary>Those for a picture as it is, with all blocks.</summary>
    public static IReadOnlyList<MarkVariant> Plain { get; } =
        [.. All.Where(each => each is { Sharpening: 0, Gain: 1, Skipped: SkippedBlocks.None })];

    /// <summary>Those for a picture that was resized: no other light or contrast, with all blocks.</summary>
    public static IReadOnlyList<MarkVariant> Resized { get; } = [.. All.Where(each => each is { Gain: 1, Skipped: SkippedBlocks.None })];

    private static IEnumerable<MarkVariant> Combine(float[] sharpenings, float[] gains, SkippedBlocks[] skipped)
    {
        double share = 1.0 / 3 / (sharpenings.Length * gains.Length * skipped.Length * Counts.Length);
        return
            from sharpening in sharpenings
            from gain in gains
            from skip in skipped
            from count in Counts
            select new MarkVariant(sharpening, gain, skip, count, share);
    }
}
