namespace LatentDiffusion.Datasets;

/// <summary>
/// Which samples of all shards are in the data set: those that are no near duplicates of one with a lesser number, and of each class and
/// split as many as the plan has, spare ones in the place of those that are left out.
/// </summary>
internal sealed class SampleChoice
{
    private readonly Dictionary<(int Label, string Split), long> _open = [];
    private readonly Dictionary<(int Label, string Split), long> _byClass = [];
    private readonly Dictionary<string, long> _bySplit = new(StringComparer.Ordinal);
    private readonly HashSet<long> _kept = [];

    /// <summary>Chooses.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="check">The shards.</param>
    /// <param name="gate">The gate between samples, or null.</param>
    /// <param name="picture">Loads the picture of a sample.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public SampleChoice(
        DatasetPlan plan, DatasetCheck check, DuplicateGate? gate, Func<long, RgbImage> picture, CancellationToken cancellationToken)
    {
        foreach (Segment segment in plan.Segments.Where(s => !s.IsSpare))
            for (int c = 0; c < segment.Counts.Count; c++) _open[(c, segment.Name)] = segment.Counts[c];
        DuplicateIndex? index = gate?.NewIndex();
        foreach (var (shard, manifest) in check.Manifests)
            for (int i = 0; i < manifest.Samples.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (int, string) group = (manifest.Labels[i], shard.Split);
                if (_open[group] == 0) continue; // a spare one that is not needed
                long sample = manifest.Samples[i];
                ulong hash = manifest.Hashes[i];
                if (index is not null && gate!.Find(hash, index, () => picture(sample), picture, cancellationToken) is { } other)
                {
                    Duplicates.Add((sample, other));
                    continue;
                }

                index?.Add(hash, sample);
                _kept.Add(sample);
                _open[group]--;
                _bySplit[shard.Split] = _bySplit.GetValueOrDefault(shard.Split) + 1;
                _byClass[group] = _byClass.GetValueOrDefault(group) + 1;
            }
    }

    /// <summary>The samples that are left out, and of which they are near duplicates.</summary>
    public List<(long Sample, long Of)> Duplicates { get; } = [];

    /// <summary>How many samples each split has.</summary>
    public IReadOnlyDictionary<string, long> BySplit => _bySplit;

    /// <summary>How many samples a class has in a split.</summary>
    public long CountOf(int label, string split) => _byClass.GetValueOrDefault((label, split));

    /// <summary>How many samples are in the data set.</summary>
    public int Count => _kept.Count;

    /// <summary>How many samples are lacking, of each class and split in which some are.</summary>
    public IEnumerable<(int Label, string Split, long Lacking)> Lacking =>
        _open.Where(o => o.Value > 0).Select(o => (o.Key.Label, o.Key.Split, o.Value));

    /// <summary>Whether a sample is in the data set.</summary>
    public bool Has(long sample) => _kept.Contains(sample);
}
