namespace LatentDiffusion.Datasets;

/// <summary>What became of a worker's shards.</summary>
/// <param name="Finished">Shards that it drew or finished.</param>
/// <param name="Before">Shards that were there.</param>
/// <param name="Held">Names of shards that another worker is drawing.</param>
public sealed record DatasetResult(long Finished, long Before, IReadOnlyList<string> Held)
{
    /// <summary>Samples of the shards that it drew or finished of which every attempt was rejected, so that the data set lacks them.</summary>
    public long Missing { get; init; }
}
