namespace LatentDiffusion.Datasets;

/// <summary>Writes samples in files of as many as a shard has, each of one split.</summary>
internal abstract class ShardedFormatWriter(DatasetPlan plan, string output, DatasetFormat format) : FormatWriter(output, format)
{
    private readonly List<MergedSample> _samples = [];
    private string? _split;
    private int _number;

    /// <inheritdoc/>
    public sealed override void Add(MergedSample sample)
    {
        if (sample.Split != _split)
        {
            Finish();
            (_split, _number) = (sample.Split, 0);
        }

        _samples.Add(sample);
        if (_samples.Count == plan.Settings.ShardSize) Finish();
    }

    /// <inheritdoc/>
    protected sealed override void Finish()
    {
        if (_samples.Count == 0) return;
        Write(_split!, _number++, _samples);
        _samples.Clear();
    }

    /// <summary>Writes a file.</summary>
    /// <param name="split">The split.</param>
    /// <param name="number">Its place among the files of the split, from 0.</param>
    /// <param name="samples">What is in it.</param>
    protected abstract void Write(string split, int number, IReadOnlyList<MergedSample> samples);
}
