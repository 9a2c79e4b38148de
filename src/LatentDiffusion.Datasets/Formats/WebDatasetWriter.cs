namespace LatentDiffusion.Datasets;

/// <summary>Shards of the samples that stay: <c>webdataset/train-000000.tar</c>.</summary>
internal sealed class WebDatasetWriter(DatasetPlan plan, string output) : ShardedFormatWriter(plan, output, DatasetFormat.WebDataset)
{
    /// <inheritdoc/>
    protected override void Write(string split, int number, IReadOnlyList<MergedSample> samples)
    {
        using FileStream stream = Create(FormattableString.Invariant($"{split}-{number:D6}.tar"));
        ShardTar.Write(stream, samples.Select(sample => (sample.Key, Files(sample))));
    }

    private static IReadOnlyList<(string, byte[])> Files(MergedSample sample) =>
        [.. sample.Files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value))];
}
