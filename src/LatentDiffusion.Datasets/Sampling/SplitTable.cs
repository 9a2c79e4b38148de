namespace LatentDiffusion.Datasets;

/// <summary>
/// Who belongs to which split: of each class its share of the samples and, apart from one another, of the pictures that they are made
/// from, so that no variant of a picture for validation is trained on.
/// </summary>
internal sealed class SplitTable
{
    private readonly IReadOnlyList<PictureSource>[,] _sources;
    private readonly long[,] _counts;

    /// <summary>Divides samples and pictures.</summary>
    /// <exception cref="PlanException">A class has too few pictures for its splits.</exception>
    public SplitTable(
        PlanSettings plan, IReadOnlyList<IReadOnlyList<PictureSource>> sources, IReadOnlyList<long> counts, ReadOnlySpan<byte> hash)
    {
        int splits = plan.Splits.Count, classes = plan.Classes.Count;
        double[] shares = [.. plan.Splits.Select(s => s.Share)];
        (_sources, _counts) = (new IReadOnlyList<PictureSource>[classes, splits], new long[classes, splits]);
        for (int c = 0; c < classes; c++)
        {
            long[] parts = Apportionment.Divide(counts[c], shares);
            for (int s = 0; s < splits; s++) _counts[c, s] = parts[s];
            DivideSources(plan, c, sources[c], shares, hash);
        }

        Segments = [.. Lay(plan, spare: 0, first: 0, hash)];
        long next = Segments.Sum(s => s.Count);
        if (plan.Gates.Duplicates is { Spare: > 0 } gate) Segments = [.. Segments, .. Lay(plan, gate.Spare, next, hash)];
    }

    /// <summary>The segments, the spare ones last.</summary>
    public Segment[] Segments { get; }

    /// <summary>Samples of a class in a split, without spare ones.</summary>
    public long CountOf(int made, int split) => _counts[made, split];

    /// <summary>The pictures of a class in a split.</summary>
    public IReadOnlyList<PictureSource> SourcesOf(int made, int split) => _sources[made, split];

    private void DivideSources(
        PlanSettings plan, int made, IReadOnlyList<PictureSource> sources, double[] shares, ReadOnlySpan<byte> hash)
    {
        long[] parts = Apportionment.Divide(sources.Count, shares);
        IndexPermutation order = new(hash, $"sources of {plan.Classes[made].Name}", sources.Count);
        long next = 0;
        for (int s = 0; s < parts.Length; s++)
        {
            List<PictureSource> part = [];
            for (long i = 0; i < parts[s]; i++) part.Add(sources[(int)order[next++]]);
            _sources[made, s] = part;
            if (part.Count == 0 && _counts[made, s] > 0 && plan.Classes[made].Mode != DatasetMode.Text)
                throw new PlanException(
                    plan.File, plan.Classes[made].Line,
                    FormattableString.Invariant($"the class '{plan.Classes[made].Name}' has too few pictures, {sources.Count}: none ")
                    + $"is left for the split '{plan.Splits[s].Name}'; the splits share no picture.");
        }
    }

    private List<Segment> Lay(PlanSettings plan, double spare, long first, ReadOnlySpan<byte> hash)
    {
        List<Segment> segments = [];
        for (int s = 0; s < plan.Splits.Count; s++)
        {
            int split = s;
            long[] counts = [.. Enumerable.Range(0, plan.Classes.Count).Select(
                c => spare > 0 ? (long)Math.Ceiling(Math.Round(_counts[c, split] * spare, 6)) : _counts[c, split])];
            Segment segment = new(s, plan.Splits[s].Name, spare > 0, first, counts, plan.ShardSize, hash);
            if (segment.Count == 0) continue;
            segments.Add(segment);
            first += segment.Count;
        }

        return segments;
    }
}
