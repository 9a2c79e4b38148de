namespace LatentDiffusion;

/// <summary>How messages list several things: never more than a reader can use.</summary>
internal static class Listing
{
    /// <summary>The first few, each of bounded length, and how many more.</summary>
    public static string Of(IReadOnlyCollection<string> items, int most = 12) =>
        string.Join(", ", items.Take(most).Select(item => Shown.Of(item))) + (items.Count > most ? $" and {items.Count - most} more" : "");
}
