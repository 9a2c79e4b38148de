using System.Security.Cryptography;
using System.Text;

namespace LatentDiffusion.Datasets;

/// <summary>Whether the shards of a data set are there, whole, and of the plan.</summary>
public sealed class DatasetCheck
{
    private readonly List<string> _problems = [];
    private readonly List<(DatasetShard Shard, ShardManifest Manifest)> _manifests = [];

    private DatasetCheck()
    {
    }

    /// <summary>The number of shards that are whole.</summary>
    public long Shards => _manifests.Count;

    /// <summary>The number of samples in them.</summary>
    public long Samples => _manifests.Sum(m => m.Manifest.Samples.Count);

    /// <summary>The number of samples of which every attempt was rejected.</summary>
    public long Missing => _manifests.Sum(m => m.Manifest.Missing.Count);

    /// <summary>What is wrong, each in a sentence that names the file.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The manifests of whole shards, in the order of the plan.</summary>
    internal IReadOnlyList<(DatasetShard Shard, ShardManifest Manifest)> Manifests => _manifests;

    /// <summary>Checks a data set: every shard's hash, and that there are no others.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="store">Where the data set is.</param>
    /// <param name="pictures">Whether to decode every picture, and to compare keys and labels too.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static DatasetCheck Of(
        DatasetPlan plan, IShardStore store, bool pictures = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(store);
        DatasetCheck check = new();
        string? run = check.RunOf(store, cancellationToken);
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (DatasetShard shard in All(plan))
        {
            cancellationToken.ThrowIfCancellationRequested();
            known.UnionWith([ShardNames.Tar(shard.Name), ShardNames.Manifest(shard.Name), ShardNames.Rejected(shard.Name)]);
            try
            {
                check._manifests.Add((shard, check.Look(plan, shard, store, pictures, cancellationToken)));
            }
            catch (DatasetException e)
            {
                check._problems.Add(e.Message);
            }
        }

        if (run is not null) check.RequireRun(run, store);
        foreach (string name in store.List(ShardNames.Folder, cancellationToken))
            if (!known.Contains(name)) check._problems.Add($"{name}: the plan has no such file.");
        return check;
    }

    private static IEnumerable<DatasetShard> All(DatasetPlan plan)
    {
        foreach (Segment segment in plan.Segments)
            for (long number = 0; number < segment.Shards; number++) yield return segment.Shard(number);
    }

    private string? RunOf(IShardStore store, CancellationToken cancellationToken)
    {
        if (!store.Exists(ShardNames.Run, cancellationToken))
        {
            _problems.Add($"{store.Name}: '{ShardNames.Run}' is not there.");
            return null;
        }

        using MemoryStream content = new();
        using (Stream stream = store.Open(ShardNames.Run, cancellationToken)) stream.CopyTo(content);
        try
        {
            RunIdentity.RequireWhole(store, Encoding.UTF8.GetString(content.ToArray()));
            return Convert.ToHexStringLower(SHA256.HashData(content.ToArray()));
        }
        catch (DatasetException e)
        {
            _problems.Add(e.Message);
            return null;
        }
    }

    /// <summary>Compares the shards with the run: where all are of one other run, it is more likely that the run's file is wrong.</summary>
    private void RequireRun(string run, IShardStore store)
    {
        string[] runs = [.. _manifests.Select(m => m.Manifest.Run).Distinct()];
        if (runs.Length == 1 && runs[0] != run)
        {
            _problems.Add(FormattableString.Invariant(
                $"{store.Name}: '{ShardNames.Run}' is not the one that the {_manifests.Count} shards name: it was changed, or they were ")
                + "drawn with other models, another version or other hardware.");
            return;
        }

        _problems.AddRange(_manifests.Where(m => m.Manifest.Run != run).Select(m =>
            $"{ShardNames.Manifest(m.Shard.Name)}: the shard was drawn with other models, another version or other hardware."));
        _manifests.RemoveAll(m => m.Manifest.Run != run);
    }

    private ShardManifest Look(
        DatasetPlan plan, DatasetShard shard, IShardStore store, bool pictures, CancellationToken cancellationToken)
    {
        string name = ShardNames.Manifest(shard.Name), tar = ShardNames.Tar(shard.Name);
        if (!store.Exists(name, cancellationToken)) throw new DatasetException($"{name}: the shard is not there.");
        ShardManifest manifest;
        using (Stream stream = store.Open(name, cancellationToken)) manifest = ShardManifest.Read(stream, name);
        if (manifest.Plan != plan.Hash)
            throw new DatasetException($"{name}: the shard is of the plan {Shown.Of(manifest.Plan)}, not of {plan.Hash}.");
        long[] all = [.. manifest.Samples.Concat(manifest.Missing).Order()];
        if (!all.SequenceEqual(Enumerable.Range(0, shard.Count).Select(i => shard.First + i)))
            throw new DatasetException($"{name}: its samples are not those of the plan.");
        if (manifest.Labels.Any(label => label < 0 || label >= plan.Classes.Count))
            throw new DatasetException($"{name}: it has a label that is none of the {plan.Classes.Count} classes of the plan.");
        long size = store.SizeOf(tar, cancellationToken) ?? throw new DatasetException($"{tar}: the file is not there. {ShardNames.Again}");
        if (size != manifest.Bytes)
            throw new DatasetException(FormattableString.Invariant(
                $"{tar}: the file is damaged: it has {size} bytes, not {manifest.Bytes} as the manifest says. {ShardNames.Again}"));
        using Stream content = store.Open(tar, cancellationToken);
        if (Convert.ToHexStringLower(SHA256.HashData(content)) != manifest.Sha256)
            throw new DatasetException(
                $"{tar}: the file is damaged: its SHA-256 is not that of the manifest. Remove it. {ShardNames.Again}");
        if (pictures) LookInside(plan, shard, manifest, store, cancellationToken);
        return manifest;
    }

    private void LookInside(
        DatasetPlan plan, DatasetShard shard, ShardManifest manifest, IShardStore store, CancellationToken cancellationToken)
    {
        string tar = ShardNames.Tar(shard.Name), ending = plan.Settings.Format.Ending();
        using Stream stream = store.Open(tar, cancellationToken);
        int at = 0;
        foreach (TarSample sample in ShardTar.Read(stream, tar))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (at >= manifest.Samples.Count || sample.Key != plan.Recipe(manifest.Samples[at]).Key)
                throw new DatasetException($"{tar}: the sample '{Shown.Of(sample.Key)}' is not the one that the manifest has there.");
            if (plan.Recipe(manifest.Samples[at]).Label != manifest.Labels[at])
                throw new DatasetException($"{tar}: the sample '{sample.Key}' has another label than in the plan.");
            at++;
            if (!sample.Files.TryGetValue(ending, out byte[]? picture))
                throw new DatasetException($"{tar}: the sample '{sample.Key}' has no picture.");
            try
            {
                RgbImage.Decode(picture);
            }
            catch (ImageFormatException e)
            {
                _problems.Add($"{tar}: the picture of '{sample.Key}' is damaged: {Shown.Cause(e)}");
            }
        }

        if (at != manifest.Samples.Count) throw new DatasetException($"{tar}: it has {at} samples, not {manifest.Samples.Count}.");
    }
}
