namespace LatentDiffusion.Provenance;

/// <summary>How strongly coefficients are moved.</summary>
/// <param name="Main">
/// Where a main coefficient lies within half a step of zero, the part of a quarter step that it is moved to; elsewhere it is moved all the
/// way to the nearest value that means its sign.
/// </param>
/// <param name="Other">The same for the other coefficients.</param>
/// <param name="Others">How many of the others are moved, in blocks that are not white or black.</param>
/// <param name="White">What main and other parts are multiplied by in blocks that are, which more light or contrast can wipe out.</param>
/// <param name="OthersInWhite">How many of the others are moved there.</param>
internal readonly record struct MarkStrength(float Main, float Other, int Others, float White, int OthersInWhite)
{
    /// <summary>From the strongest to the weakest; the first that <see cref="MarkQuality"/> allows is taken.</summary>
    public static IReadOnlyList<MarkStrength> All { get; } =
    [
        new(1, 0.9f, 9, 0.9f, 9), new(0.95f, 0.8f, 9, 0.85f, 9), new(0.95f, 0.7f, 9, 0.8f, 5), new(0.9f, 0.7f, 9, 0.75f, 5),
        new(0.9f, 0.65f, 9, 0.7f, 3), new(0.85f, 0.65f, 9, 0.7f, 0), new(0.8f, 0.65f, 7, 0.7f, 0), new(0.8f, 0.6f, 5, 0.7f, 0),
        new(0.8f, 0.6f, 3, 0.7f, 0), new(0.75f, 0.6f, 2, 0.7f, 0), new(0.75f, 0, 0, 0.7f, 0), new(0.7f, 0, 0, 0.7f, 0),
        new(0.6f, 0, 0, 0.7f, 0), new(0.5f, 0, 0, 0.7f, 0), new(0.4f, 0, 0, 0.7f, 0),
    ];
}
