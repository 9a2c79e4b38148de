namespace LatentDiffusion.Safety;

/// <summary>What a checker says of one thing that a picture may show.</summary>
/// <param name="Name">The thing, as the checker names it.</param>
/// <param name="Value">How much of it there is; what the number means is the checker's.</param>
/// <param name="IsOver">Whether that is more than the checker lets pass.</param>
public sealed record SafetyScore(string Name, double Value, bool IsOver);
