namespace LatentDiffusion;

/// <summary>An adapter that a pipeline uses.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its tensors.</param>
/// <param name="Scale">The strength that the user wants.</param>
internal sealed record LoadedAdapter(string Name, AdapterFile File, double Scale);
