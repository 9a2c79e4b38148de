namespace LatentDiffusion.Hub;

/// <summary>The files of a repository that a model is made of.</summary>
/// <param name="Files">The files.</param>
/// <param name="Path">What a pipeline is loaded from: a folder or file in the repository, empty for all of it.</param>
/// <param name="HasIndex">Whether it is a folder with <c>model_index.json</c>.</param>
internal sealed record Selection(IReadOnlyList<RemoteFile> Files, string Path, bool HasIndex);
