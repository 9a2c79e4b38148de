namespace LatentDiffusion;

/// <summary>How messages list what is wrong with a checkpoint or an adapter.</summary>
internal static class Listing
{
    /// <summary>The first few, and how many more.</summary>
    public static string Of(IReadOnlyCollection<string> items, int most = 12) =>
        string.Join(", ", items.Take(most)) + (items.Count > most ? $" and {items.Count - most} more" : "");
}
