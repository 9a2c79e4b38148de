namespace LatentDiffusion.Provenance;

/// <summary>What a chip is worth when moves are chosen.</summary>
/// <param name="Main">A main coefficient in a block of middle tones.</param>
/// <param name="Other">Another coefficient there.</param>
/// <param name="MainInWhite">A main coefficient in a white block.</param>
/// <param name="OtherInWhite">Another coefficient there.</param>
internal readonly record struct MarkEmphasis(float Main, float Other, float MainInWhite, float OtherInWhite)
{
    private const float MainInBlack = 0.1f, OtherInBlack = 0.01f;

    /// <summary>
    /// From the most for compression, which main coefficients survive, to the most for light, which wipes out what lies in white.
    /// </summary>
    public static IReadOnlyList<MarkEmphasis> All { get; } =
    [
        new(1.5f, 0.02f, 1.2f, 0.02f), new(1.5f, 0.05f, 1, 0.02f), new(1.5f, 0.1f, 0.8f, 0.03f),
        new(1.5f, 0.2f, 0.6f, 0.03f), new(1.5f, 0.5f, 0.4f, 0.02f), new(1.5f, 1.2f, 0.2f, 0.01f),
    ];

    /// <summary>The one that is tried first.</summary>
    public const int Usual = 2;

    /// <summary>What a chip is worth.</summary>
    /// <param name="tone">What more light does to its block.</param>
    /// <param name="coefficient">Its coefficient.</param>
    public float Of(BlockTone tone, int coefficient) => (tone, coefficient < MarkLayout.MainCoefficients) switch
    {
        (BlockTone.White, true) => MainInWhite,
        (BlockTone.White, false) => OtherInWhite,
        (BlockTone.Black, true) => MainInBlack,
        (BlockTone.Black, false) => OtherInBlack,
        (_, true) => Main,
        (_, false) => Other,
    };
}
