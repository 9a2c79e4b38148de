namespace LatentDiffusion.Datasets;

/// <summary>
/// What is drawn of a shard and what is to be drawn next. Which attempt at a sample is kept follows from the attempts alone, in whatever
/// order they came: the first that its gates keep and that is no near duplicate of a sample before it.
/// </summary>
/// <param name="shard">The shard.</param>
/// <param name="attempts">Attempts at one sample.</param>
/// <param name="duplicateOf">Of which of the samples that were kept before it an attempt is a near duplicate, or null.</param>
/// <param name="keep">Told of each sample that is kept, in the order of their numbers.</param>
internal sealed class ShardState(DatasetShard shard, int attempts, Func<Attempt, long?> duplicateOf, Action<Attempt> keep)
{
    private readonly Dictionary<(long Index, int Attempt), Attempt> _known = [];
    private readonly int[] _rejected = new int[shard.Count];
    private readonly List<Attempt> _duplicates = [];
    private readonly Attempt?[] _chosen = new Attempt?[shard.Count];
    private int _settled;

    /// <summary>The number of attempts that are known.</summary>
    public int Known => _known.Count;

    /// <summary>The samples that are kept, in the order of their numbers.</summary>
    public IEnumerable<Attempt> Kept => _chosen.OfType<Attempt>();

    /// <summary>The samples of which every attempt was rejected.</summary>
    public IEnumerable<long> Missing =>
        Enumerable.Range(0, _settled).Where(i => _chosen[i] is null).Select(i => shard.First + i);

    /// <summary>The attempts that were rejected, in the order of samples and attempts.</summary>
    public IEnumerable<Attempt> Rejected => _known.Values.Where(a => a.Reason is not null).Concat(_duplicates)
        .OrderBy(a => a.Index).ThenBy(a => a.Number);

    /// <summary>The number of samples that are decided on.</summary>
    public int Settled => _settled;

    /// <summary>Adds an attempt.</summary>
    public void Add(Attempt attempt)
    {
        _known[(attempt.Index, attempt.Number)] = attempt;
        Settle();
    }

    /// <summary>The next attempts that must be made, those of the least samples first.</summary>
    public IEnumerable<(long Index, int Attempt)> Needed()
    {
        for (int i = _settled; i < shard.Count; i++)
        {
            int next = NextOf(i);
            if (next < attempts && !_known.ContainsKey((shard.First + i, next))) yield return (shard.First + i, next);
        }
    }

    /// <summary>The first attempt at a sample that is not known to be rejected.</summary>
    private int NextOf(int i)
    {
        while (_rejected[i] < attempts && _known.TryGetValue((shard.First + i, _rejected[i]), out Attempt? known)
            && known.Reason is not null)
            _rejected[i]++;
        return _rejected[i];
    }

    private void Settle()
    {
        for (; _settled < shard.Count; _settled++)
        {
            while (true)
            {
                int next = NextOf(_settled);
                if (next >= attempts) break;
                if (!_known.TryGetValue((shard.First + _settled, next), out Attempt? attempt)) return;
                if (duplicateOf(attempt) is not { } other)
                {
                    _chosen[_settled] = attempt;
                    keep(attempt);
                    break;
                }

                _duplicates.Add(attempt with { Reason = $"duplicate: it is nearly the sample {SampleRecipe.KeyOf(other)}" });
                _rejected[_settled]++;
            }
        }
    }
}

/// <summary>An attempt at a sample without its files.</summary>
/// <param name="Index">The sample's number.</param>
/// <param name="Number">The attempt, from 0.</param>
/// <param name="Reason">Why it is rejected, or null.</param>
/// <param name="Hash">The perceptual hash.</param>
internal sealed record Attempt(long Index, int Number, string? Reason, ulong Hash);
