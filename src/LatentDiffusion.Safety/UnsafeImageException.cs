namespace LatentDiffusion.Safety;

/// <summary>A generated picture shows what it must not, and the policy is <see cref="SafetyPolicy.Refuse"/>.</summary>
/// <param name="message">Which checker says so, and of which picture.</param>
/// <param name="finding">What the checker found.</param>
public sealed class UnsafeImageException(string message, SafetyFinding finding) : ImageRefusedException(message)
{
    /// <summary>What the checker found.</summary>
    public SafetyFinding Finding { get; } = finding;
}
