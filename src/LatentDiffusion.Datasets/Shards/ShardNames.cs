namespace LatentDiffusion.Datasets;

/// <summary>Names of files of a data set.</summary>
internal static class ShardNames
{
    /// <summary>The folder of shards.</summary>
    public const string Folder = "shards";

    /// <summary>What tells the run.</summary>
    public const string Run = "dataset.json";

    /// <summary>The plan.</summary>
    public const string Plan = "plan.toml";

    /// <summary>What mends a damaged shard, for messages.</summary>
    public const string Again = "Draw again: the shard is made anew.";

    /// <summary>The samples.</summary>
    public static string Tar(string shard) => $"{Folder}/{shard}.tar";

    /// <summary>The attempts that were rejected.</summary>
    public static string Rejected(string shard) => $"{Folder}/{shard}.rejected.jsonl";

    /// <summary>The manifest, which comes last.</summary>
    public static string Manifest(string shard) => $"{Folder}/{shard}.json";
}
