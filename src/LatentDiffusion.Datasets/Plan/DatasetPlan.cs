using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets;

/// <summary>
/// The plan of a data set, opened: the pictures that it names are listed and hashed, the counts decided. Every sample is a function of
/// <see cref="Hash"/> and its number, whoever draws it and in whatever order.
/// </summary>
public sealed class DatasetPlan
{
    private readonly byte[] _hash;
    private readonly Segment[] _segments;
    private readonly RecipeWriter _recipes;

    private DatasetPlan(PlanSettings settings, IReadOnlyList<IReadOnlyList<PictureSource>> sources, IReadOnlyList<long> counts)
    {
        (Settings, Classes) = (settings, [.. settings.Classes.Select(c => c.Name)]);
        _hash = PlanHash.Of(settings, sources, counts);
        SplitTable table = new(settings, sources, counts, _hash);
        _segments = table.Segments;
        _recipes = new RecipeWriter(settings, table, _hash);
        (Count, SpareCount) = (_segments.Where(s => !s.IsSpare).Sum(s => s.Count), _segments.Where(s => s.IsSpare).Sum(s => s.Count));
        ShardCount = _segments.Sum(s => s.Shards);
    }

    /// <summary>Name of the data set.</summary>
    public string Name => Settings.Name;

    /// <summary>SHA-256 of all in the plan that decides on samples, in hexadecimal.</summary>
    public string Hash => Convert.ToHexStringLower(_hash);

    /// <summary>Names of the classes, in the order of their numbers.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Names of the splits.</summary>
    public IReadOnlyList<string> Splits => [.. Settings.Splits.Select(s => s.Name)];

    /// <summary>The number of samples that the data set is to have.</summary>
    public long Count { get; }

    /// <summary>The number of samples that are drawn in addition, for those that are left out when shards are joined.</summary>
    public long SpareCount { get; }

    /// <summary>The number of shards.</summary>
    public long ShardCount { get; }

    /// <summary>What the plan says.</summary>
    internal PlanSettings Settings { get; }

    /// <summary>The segments, the spare ones last.</summary>
    internal IReadOnlyList<Segment> Segments => _segments;

    /// <summary>Opens a plan.</summary>
    /// <param name="path">A file in TOML; the README describes it.</param>
    /// <param name="cancellationToken">Stops the reading of pictures.</param>
    /// <exception cref="PlanException">
    /// The plan breaks a rule, or what it names cannot be read; the message names the line, where there is one, and the rule.
    /// </exception>
    public static DatasetPlan Load(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        PlanSettings settings = PlanReader.Read(path);
        try
        {
            return Open(settings, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlanException(path, 0, $"expected files that can be read: {Shown.Cause(e)}.", e);
        }
    }

    /// <summary>A shard.</summary>
    /// <param name="number">Its number, from 0.</param>
    public DatasetShard Shard(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        long left = number;
        foreach (Segment segment in _segments)
        {
            if (left < segment.Shards) return segment.Shard(left);
            left -= segment.Shards;
        }

        throw new ArgumentOutOfRangeException(nameof(number), number, FormattableString.Invariant($"The plan has {ShardCount} shards."));
    }

    /// <summary>Everything that decides on a sample.</summary>
    /// <param name="index">Its number, from 0 to below <see cref="Count"/> + <see cref="SpareCount"/>.</param>
    /// <param name="attempt">The attempt, from 0.</param>
    public SampleRecipe Recipe(long index, int attempt = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count + SpareCount);
        ArgumentOutOfRangeException.ThrowIfNegative(attempt);
        foreach (Segment segment in _segments)
            if (index < segment.First + segment.Count) return _recipes.Write(segment, index, attempt);
        throw new InvalidOperationException("The segments do not cover the plan.");
    }

    /// <summary>Opens a plan that was read.</summary>
    internal static DatasetPlan Open(PlanSettings settings, CancellationToken cancellationToken = default)
    {
        List<IReadOnlyList<PictureSource>> sources =
            [.. settings.Classes.Select(c => PictureSource.ListOf(c, settings.File, cancellationToken))];
        List<long> counts = [.. settings.Classes.Select(c => c.Count ?? Math.Max(0, c.Fill!.Value - RealOf(c)))];
        if (counts.Sum() == 0) throw new PlanException(settings.File, 0, "there is nothing to draw: every class has enough already.");
        return new DatasetPlan(settings, sources, counts);
    }

    private static long RealOf(ClassSettings made) => made.Real is null ? 0 : PictureFolder.List(made.Real).Files.Count;
}
