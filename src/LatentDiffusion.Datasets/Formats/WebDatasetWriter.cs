namespace LatentDiffusion.Datasets;

/// <summary>Shards of the samples that stay: <c>webdataset/train-000000.tar</c>.</summary>
internal sealed class WebDatasetWriter(DatasetPlan plan, string output) : FormatWriter(output, "webdataset")
{
    private readonly List<(string, IReadOnlyList<(string, byte[])>)> _samples = [];
    private string? _split;
    private int _number;

    /// <inheritdoc/>
    public override void Add(MergedSample sample)
    {
        if (sample.Split != _split)
        {
            Finish();
            (_split, _number) = (sample.Split, 0);
        }

        _samples.Add((sample.Key, [.. sample.Files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value))]));
        if (_samples.Count == plan.Settings.ShardSize) Finish();
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (_samples.Count == 0) return;
        using FileStream stream = Create(FormattableString.Invariant($"{_split}-{_number++:D6}.tar"));
        ShardTar.Write(stream, _samples);
        _samples.Clear();
    }
}
