namespace LatentDiffusion.Datasets;

/// <summary>A part of the data set that is drawn and published as one.</summary>
/// <param name="Name">The name of its files: <c>train-000000</c>.</param>
/// <param name="Split">The split that it belongs to.</param>
/// <param name="IsSpare">Whether its samples only take the place of others that are left out.</param>
/// <param name="First">The number of its first sample.</param>
/// <param name="Count">The number of samples.</param>
public sealed record DatasetShard(string Name, string Split, bool IsSpare, long First, int Count);
