namespace LatentDiffusion.Provenance;

/// <summary>A picture that another was made from, as a manifest claims.</summary>
/// <param name="Relationship"><c>parentOf</c>, <c>componentOf</c> or <c>inputTo</c>.</param>
/// <param name="Title">Its name, or null.</param>
/// <param name="Manifest">Label of its manifest in the same store; null where it has none.</param>
public sealed record C2paIngredient(string? Relationship, string? Title, string? Manifest);
