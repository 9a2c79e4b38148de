namespace LatentDiffusion.Provenance;

/// <summary>A picture that another was made from, as a manifest claims.</summary>
/// <param name="Relationship"><c>parentOf</c>, <c>componentOf</c> or <c>inputTo</c>.</param>
/// <param name="Title">Its name, or null.</param>
/// <param name="Manifest">Label of its manifest in the same store; null where it has none.</param>
public sealed record C2paIngredient(string? Relationship, string? Title, string? Manifest)
{
    /// <summary>
    /// Whether its manifest is what it was when it was taken over, and had no fault then or now. False too where it has none, and where
    /// its picture was changed before: that is recorded.
    /// </summary>
    public bool Holds { get; init; }
}
