namespace LatentDiffusion.Provenance;

/// <summary>Something that was done, as a manifest claims.</summary>
/// <param name="Name">What, such as <c>c2pa.created</c>.</param>
/// <param name="DigitalSourceType">The IRI of how it came to be, or null.</param>
public sealed record C2paAction(string Name, string? DigitalSourceType);
