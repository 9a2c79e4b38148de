namespace LatentDiffusion;

/// <summary>An entry of a <see cref="GraphCache"/>.</summary>
/// <param name="Component">Name of the component, for example <c>unet</c>.</param>
/// <param name="Source">Path of the graph or checkpoint that it was made of.</param>
/// <param name="Runtime">Version of ONNX Runtime that made it.</param>
/// <param name="Bytes">What it takes on disk.</param>
/// <param name="LastUsed">When it was last loaded.</param>
/// <param name="Folder">Where it lies.</param>
public sealed record CachedGraph(string Component, string Source, string Runtime, long Bytes, DateTimeOffset LastUsed, string Folder);
