namespace LatentDiffusion;

/// <summary>A model in memory whose weights lie in files of a folder.</summary>
/// <param name="Model">The bytes of the model.</param>
/// <param name="Folder">The folder that the locations of its weights are relative to.</param>
internal sealed record BoundGraph(byte[] Model, string Folder);
