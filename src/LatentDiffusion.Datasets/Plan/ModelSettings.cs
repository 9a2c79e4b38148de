namespace LatentDiffusion.Datasets;

/// <summary>A model of a plan.</summary>
/// <param name="Name">Its name in records.</param>
/// <param name="Path">Folder, file or name; null for the one that the caller brings.</param>
/// <param name="Adapters">Its adapters.</param>
internal sealed record ModelSettings(string Name, string? Path, IReadOnlyList<AdapterSettings> Adapters);

/// <summary>An adapter of a model.</summary>
/// <param name="Name">Its name in records.</param>
/// <param name="Path">File or name.</param>
/// <param name="Scale">Its scale.</param>
internal sealed record AdapterSettings(string Name, string Path, NumberDistribution Scale);
