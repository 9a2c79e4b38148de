namespace LatentDiffusion.Datasets;

/// <summary>The samples of a split: a range of numbers, in which the classes are shuffled.</summary>
internal sealed class Segment
{
    private readonly long[] _ends;
    private readonly IndexPermutation _order;
    private readonly int _shardSize;

    /// <summary>Lays out a segment.</summary>
    /// <param name="split">The number of its split.</param>
    /// <param name="name">The split's name.</param>
    /// <param name="isSpare">Whether it holds spare samples.</param>
    /// <param name="first">The number of its first sample.</param>
    /// <param name="counts">Samples of each class.</param>
    /// <param name="shardSize">Samples of a shard.</param>
    /// <param name="hash">The plan's hash.</param>
    public Segment(int split, string name, bool isSpare, long first, IReadOnlyList<long> counts, int shardSize, ReadOnlySpan<byte> hash)
    {
        (Split, Name, IsSpare, First, Counts, _shardSize) = (split, name, isSpare, first, counts, shardSize);
        _ends = new long[counts.Count];
        for (int i = 0; i < _ends.Length; i++) _ends[i] = (i == 0 ? 0 : _ends[i - 1]) + counts[i];
        _order = new IndexPermutation(hash, $"{name}{(isSpare ? " spare" : "")}", Count);
    }

    /// <summary>The number of its split.</summary>
    public int Split { get; }

    /// <summary>The split's name.</summary>
    public string Name { get; }

    /// <summary>Whether it holds spare samples.</summary>
    public bool IsSpare { get; }

    /// <summary>The number of its first sample.</summary>
    public long First { get; }

    /// <summary>Samples of each class.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>The number of samples.</summary>
    public long Count => _ends[^1];

    /// <summary>The number of shards.</summary>
    public long Shards => (Count + _shardSize - 1) / _shardSize;

    /// <summary>One of its shards.</summary>
    public DatasetShard Shard(long number)
    {
        long from = number * _shardSize;
        string name = FormattableString.Invariant($"{Name}{(IsSpare ? "-spare" : "")}-{number:D6}");
        return new DatasetShard(name, Name, IsSpare, First + from, (int)Math.Min(_shardSize, Count - from));
    }

    /// <summary>Which sample of which class a number is.</summary>
    /// <param name="index">The number, of the whole plan.</param>
    public (int Class, long Ordinal) Place(long index)
    {
        long slot = _order[index - First];
        int found = Array.BinarySearch(_ends, slot);
        int made = found < 0 ? ~found : found + 1;
        while (Counts[made] == 0) made++;
        return (made, slot - (_ends[made] - Counts[made]));
    }
}
