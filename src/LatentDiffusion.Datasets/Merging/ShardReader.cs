using System.Text.Json;

namespace LatentDiffusion.Datasets;

/// <summary>Reads the samples of a data set from its shards.</summary>
/// <param name="plan">The plan.</param>
/// <param name="check">The shards.</param>
/// <param name="store">Where they are.</param>
internal sealed class ShardReader(DatasetPlan plan, DatasetCheck check, IShardStore store)
{
    private (string Shard, Dictionary<string, byte[]> Pictures)? _last;

    /// <summary>The samples that are chosen, split by split.</summary>
    public IEnumerable<MergedSample> Read(SampleChoice choice, CancellationToken cancellationToken)
    {
        foreach (var (shard, manifest) in plan.Splits.SelectMany(s => check.Manifests.Where(m => m.Shard.Split == s)))
        {
            if (!manifest.Samples.Any(choice.Has)) continue;
            string tar = ShardNames.Tar(shard.Name);
            using Stream stream = store.Open(tar, cancellationToken);
            foreach (TarSample sample in ShardTar.Read(stream, tar))
            {
                cancellationToken.ThrowIfCancellationRequested();
                long index = long.Parse(sample.Key, System.Globalization.CultureInfo.InvariantCulture);
                if (!choice.Has(index)) continue;
                using JsonDocument record = JsonDocument.Parse(sample.Files["json"]);
                int label = record.RootElement.GetProperty("label").GetInt32();
                yield return new MergedSample(
                    sample.Key, index, shard.Split, plan.Classes[label], label, sample.Files, record.RootElement.Clone());
            }
        }
    }

    /// <summary>The picture of a sample; those of the last shard that was asked for are remembered.</summary>
    public RgbImage Picture(long index)
    {
        DatasetShard shard = check.Manifests.First(m => index >= m.Shard.First && index < m.Shard.First + m.Shard.Count).Shard;
        if (_last?.Shard != shard.Name)
        {
            string tar = ShardNames.Tar(shard.Name);
            using Stream stream = store.Open(tar, CancellationToken.None);
            _last = (shard.Name, ShardTar.Read(stream, tar).ToDictionary(s => s.Key, s => s.Files[plan.Settings.Format.Ending()]));
        }

        return RgbImage.Decode(_last.Value.Pictures[plan.Recipe(index).Key]);
    }
}
