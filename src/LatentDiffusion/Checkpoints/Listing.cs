namespace LatentDiffusion;

/// <summary>How messages show what a file holds: never more than a reader can use.</summary>
internal static class Listing
{
    private const int Most = 200;

    /// <summary>The first few of several names, and how many more there are.</summary>
    public static string Of(IReadOnlyCollection<string> items, int most = 12) =>
        string.Join(", ", items.Take(most).Select(Shortened)) + (items.Count > most ? $" and {items.Count - most} more" : "");

    /// <summary>At most 200 characters of a value, on one line without control characters.</summary>
    public static string Shortened(string value)
    {
        string shown = value.Length <= Most ? value : $"{value.AsSpan(0, Most)}... ({value.Length} characters)";
        return string.Concat(shown.Select(c => char.IsControl(c) ? '\uFFFD' : c));
    }
}
