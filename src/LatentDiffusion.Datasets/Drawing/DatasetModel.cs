namespace LatentDiffusion.Datasets;

/// <summary>A model that samples are drawn with.</summary>
/// <param name="Path">Its folder or file, from which its fingerprint is made.</param>
/// <param name="Load">Loads it.</param>
public sealed record DatasetModel(string Path, Func<LatentDiffusionPipeline> Load);
