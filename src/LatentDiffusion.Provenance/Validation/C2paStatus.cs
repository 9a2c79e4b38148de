namespace LatentDiffusion.Provenance;

/// <summary>One finding of a validation.</summary>
/// <param name="Kind">What it means for the whole.</param>
/// <param name="Code">A status code of C2PA 2.2, section 15.2, such as <c>assertion.dataHash.mismatch</c>.</param>
/// <param name="Uri">What it is about: a place in the manifest store; null for all of it.</param>
/// <param name="Explanation">The same for people.</param>
public sealed record C2paStatus(C2paStatusKind Kind, string Code, string? Uri, string Explanation);
