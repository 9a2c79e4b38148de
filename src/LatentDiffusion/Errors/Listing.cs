namespace LatentDiffusion.Errors;

/// <summary>How messages list several things: never more than a reader can use.</summary>
internal static class Listing
{
    /// <summary>A number of things: <c>1 layer does</c>, <c>2 layers do</c>.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="one">What one of them is called.</param>
    /// <param name="several">What several are.</param>
    public static string Count(int count, string one, string several) =>
        FormattableString.Invariant($"{count} {(count == 1 ? one : several)}");

    /// <summary>The first few, each of bounded length, and how many more.</summary>
    /// <param name="items">All of them.</param>
    /// <param name="most">How many are shown.</param>
    /// <param name="longest">Characters that are shown of one.</param>
    public static string Of(IReadOnlyCollection<string> items, int most = 12, int longest = Shown.Longest) =>
        string.Join(", ", items.Take(most).Select(item => Shown.Of(item, longest)))
        + (items.Count > most ? $" and {items.Count - most} more" : "");
}
