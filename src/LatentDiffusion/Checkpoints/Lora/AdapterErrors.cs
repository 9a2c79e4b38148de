namespace LatentDiffusion;

/// <summary>How messages about adapters list what is wrong.</summary>
internal static class AdapterErrors
{
    private const int Listed = 12;

    /// <summary>The first few, and how many more.</summary>
    public static string List(IReadOnlyCollection<string> items) =>
        string.Join(", ", items.Take(Listed)) + (items.Count > Listed ? $" and {items.Count - Listed} more" : "");
}
