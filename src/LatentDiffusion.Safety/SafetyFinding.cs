namespace LatentDiffusion.Safety;

/// <summary>What a checker says of a picture.</summary>
/// <param name="IsUnsafe">Whether it shows what it must not.</param>
/// <param name="Scores">How the checker came to it; empty where it does not say.</param>
public sealed record SafetyFinding(bool IsUnsafe, IReadOnlyList<SafetyScore> Scores);
