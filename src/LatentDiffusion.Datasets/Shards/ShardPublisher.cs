using System.Security.Cryptography;

namespace LatentDiffusion.Datasets;

/// <summary>Makes the files of a shard and publishes them: the tar, the rejected attempts, and at last the manifest.</summary>
/// <param name="plan">The plan.</param>
/// <param name="run">The run's identity.</param>
/// <param name="store">The target.</param>
/// <param name="work">The folder of shards in work.</param>
internal sealed class ShardPublisher(DatasetPlan plan, string run, IShardStore store, string work)
{
    /// <summary>Publishes a shard whose samples are all decided on, in place of a damaged one.</summary>
    public ShardManifest Publish(DatasetShard shard, ShardState state, ShardJournal journal, CancellationToken cancellationToken)
    {
        Attempt[] kept = [.. state.Kept], rejected = [.. state.Rejected];
        string tar = Temporary(shard, "tar", stream => ShardTar.Write(
            stream, kept.Select(a => (SampleRecipe.KeyOf(a.Index), journal.Read(a.Index, a.Number).Files))));
        ShardManifest manifest = new()
        {
            Shard = shard.Name,
            Plan = plan.Hash,
            Run = run,
            First = shard.First,
            Planned = shard.Count,
            Bytes = new FileInfo(tar).Length,
            Sha256 = PictureSource.HashOf(tar),
            Samples = [.. kept.Select(a => a.Index)],
            Labels = [.. kept.Select(a => plan.Recipe(a.Index).Label)],
            Hashes = [.. kept.Select(a => a.Hash)],
            Missing = [.. state.Missing],
            Rejected = new SortedDictionary<string, int>(
                rejected.CountBy(a => GateOf(a.Reason!)).ToDictionary(), StringComparer.Ordinal),
        };
        RemoveDamaged(shard, cancellationToken);
        Put(ShardNames.Tar(shard.Name), tar, cancellationToken);
        if (rejected.Length > 0)
            Put(
                ShardNames.Rejected(shard.Name),
                Temporary(shard, "rejected.jsonl", stream => WriteLines(stream, rejected, journal)), cancellationToken);
        Put(ShardNames.Manifest(shard.Name), Temporary(shard, "json", stream => stream.Write(manifest.ToBytes())), cancellationToken);
        return manifest;
    }

    /// <summary>The gate that a reason names.</summary>
    public static string GateOf(string reason) => reason[..Math.Max(0, reason.IndexOf(':', StringComparison.Ordinal))];

    /// <summary>
    /// Removes a shard that has a manifest and is not what that says. The manifest goes last: a process that ends in between leaves what
    /// the next takes for damaged too, not a file that belongs to nothing and is kept. Without a manifest nothing is known to be damaged.
    /// </summary>
    private void RemoveDamaged(DatasetShard shard, CancellationToken cancellationToken)
    {
        if (!store.Exists(ShardNames.Manifest(shard.Name), cancellationToken) || ShardManifest.IsMet(store, shard.Name, cancellationToken))
            return;
        store.Remove(ShardNames.Tar(shard.Name), cancellationToken);
        store.Remove(ShardNames.Rejected(shard.Name), cancellationToken);
        store.Remove(ShardNames.Manifest(shard.Name), cancellationToken);
    }

    /// <summary>Publishes a file; one that is there already must be the same.</summary>
    private void Put(string name, string file, CancellationToken cancellationToken)
    {
        if (store.Publish(name, file, cancellationToken)) return;
        string hash = PictureSource.HashOf(file);
        using (Stream there = store.Open(name, cancellationToken))
            if (Convert.ToHexStringLower(SHA256.HashData(there)) != hash)
                throw new DatasetException($"{store.Name}: '{name}' is there already, with another content. It was not replaced.");
        File.Delete(file);
    }

    private string Temporary(DatasetShard shard, string ending, Action<FileStream> write)
    {
        string path = Path.Combine(work, $"{shard.Name}.{ending}.tmp");
        using FileStream stream = new(path, FileMode.Create, FileAccess.Write);
        write(stream);
        stream.Flush(flushToDisk: true);
        return path;
    }

    private static void WriteLines(Stream stream, Attempt[] rejected, ShardJournal journal)
    {
        foreach (Attempt attempt in rejected)
        {
            JournalRecord record = journal.Read(attempt.Index, attempt.Number);
            stream.Write(record.Reason is null ? SampleJson.WithReason(record.Json, attempt.Reason!) : record.Json);
            stream.WriteByte((byte)'\n');
        }
    }
}
