namespace LatentDiffusion.Extensions.AI;

/// <summary>
/// Whether requests can be drawn together. What cannot be told by comparing, such as a scheduler from elsewhere, is not alike.
/// </summary>
internal static class Alikeness
{
    /// <summary>Whether two requests ask for the same pictures.</summary>
    public static bool IsSame(GenerationRequest one, GenerationRequest other) => one.Seed is not null && Compare(one, other);

    /// <summary>Whether two requests are of one picture each, from text alone, and differ in their seeds at most.</summary>
    public static bool IsBatch(GenerationRequest one, GenerationRequest other) =>
        one is { Count: 1, Image: null, Inpainting: null, Hires: null, Controls.Count: 0 }
        && Compare(one with { Seed = null }, other with { Seed = null });

    private static bool Compare(GenerationRequest one, GenerationRequest other) =>
        IsSame(one.Scheduler, other.Scheduler) && Comparable(one) == Comparable(other);

    /// <summary>Lists are compared by reference, so that empty ones have to be the same; the scheduler is compared by itself.</summary>
    private static GenerationRequest Comparable(GenerationRequest request) => request with
    {
        Scheduler = null, Controls = request.Controls.Count == 0 ? [] : request.Controls,
    };

    private static bool IsSame(Scheduler? one, Scheduler? other) =>
        ReferenceEquals(one, other)
        || (one is not null && other is not null && one.GetType() == other.GetType() && one.ClassName == other.ClassName
            && one.GetType().Assembly == typeof(Scheduler).Assembly && one.Options.ToJson() == other.Options.ToJson());
}
