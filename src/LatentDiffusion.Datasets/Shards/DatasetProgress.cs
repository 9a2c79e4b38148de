namespace LatentDiffusion.Datasets;

/// <summary>How far a shard is.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Settled">Samples that are decided on.</param>
/// <param name="Attempts">Attempts that were made, those before the shard was resumed among them.</param>
/// <param name="Resumed">Attempts that were there when the work on the shard began.</param>
public readonly record struct DatasetProgress(DatasetShard Shard, int Settled, int Attempts, int Resumed);
