namespace LatentDiffusion.Evaluation;

/// <summary>
/// What a network says about a set of pictures: a vector of features for each, and where the network has them the logits of its classes
/// and the embeddings of the pictures' prompts. A set read from a file of statistics has mean and covariance only.
/// </summary>
public sealed class FeatureSet
{
    private readonly float[]? _features;
    private FeatureStatistics? _statistics;

    /// <summary>A set of features.</summary>
    /// <param name="features">[n, dimension] in row-major order; finite numbers. Kept, not copied.</param>
    /// <param name="dimension">Elements of a vector, at least 1.</param>
    /// <param name="names">A name for each picture, such as its path; their numbers unless given.</param>
    /// <param name="logits">[n, classes], or null where the network classifies nothing.</param>
    /// <param name="texts">[n, dimension]: embeddings of the pictures' prompts, or null.</param>
    /// <exception cref="EvaluationException">Lengths that do not fit one another, or numbers that are not finite.</exception>
    public FeatureSet(
        float[] features, int dimension, IReadOnlyList<string>? names = null, float[]? logits = null, float[]? texts = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (features.Length % dimension != 0)
            throw new EvaluationException($"{features.Length} numbers are no whole vectors of {dimension}.");
        (Dimension, Count, _features) = (dimension, features.Length / dimension, features);
        Names = names ?? [.. Enumerable.Range(0, Count).Select(i => FormattableString.Invariant($"{i}"))];
        if (Names.Count != Count) throw new EvaluationException($"There are {Names.Count} names for {Count} pictures.");
        if (logits is not null && (Count == 0 || logits.Length % Count != 0 || logits.Length == 0))
            throw new EvaluationException($"{logits.Length} logits do not fit {Count} pictures.");
        if (texts is not null && texts.Length != features.Length)
            throw new EvaluationException($"{texts.Length} numbers of text embeddings do not fit {Count} pictures of {dimension}.");

        // Not by a conversion of the array, which makes an empty memory of null.
        if (logits is not null) Logits = logits;
        if (texts is not null) Texts = texts;
        foreach (float[]? numbers in (float[]?[])[features, logits, texts])
            if (numbers is not null && Array.FindIndex(numbers, v => !float.IsFinite(v)) is var bad && bad >= 0)
                throw new EvaluationException(
                    $"The features of '{Names[bad / (numbers.Length / Count)]}' hold {numbers[bad]}, which is not a finite number.");
    }

    /// <summary>A set of which only the statistics are known.</summary>
    /// <param name="statistics">Mean and covariance.</param>
    public FeatureSet(FeatureStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        (_statistics, Dimension, Names) = (statistics, statistics.Dimension, []);
        Count = (int)Math.Min(statistics.Count ?? 0, int.MaxValue);
    }

    /// <summary>The number of pictures; 0 where a file of statistics does not say it.</summary>
    public int Count { get; }

    /// <summary>The number of pictures, or null where it is not known. Unlike that of the statistics, it computes none.</summary>
    internal long? KnownCount => HasFeatures ? Count : _statistics!.Count;

    /// <summary>Elements of a feature vector.</summary>
    public int Dimension { get; }

    /// <summary>A name for each picture.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether there is a vector for each picture, not only the statistics.</summary>
    public bool HasFeatures => _features is not null;

    /// <summary>[<see cref="Count"/>, <see cref="Dimension"/>]: the vectors; empty where only the statistics are known.</summary>
    public ReadOnlySpan<float> Features => _features;

    /// <summary>[<see cref="Count"/>, classes]: the logits, or null.</summary>
    public ReadOnlyMemory<float>? Logits { get; }

    /// <summary>[<see cref="Count"/>, <see cref="Dimension"/>]: the embeddings of the prompts, or null.</summary>
    public ReadOnlyMemory<float>? Texts { get; }

    /// <summary>Mean and covariance.</summary>
    public FeatureStatistics Statistics => _statistics ??= Gather();

    /// <summary>The vector of a picture.</summary>
    /// <param name="index">Its number.</param>
    public ReadOnlySpan<float> this[int index] => Features.Slice(index * Dimension, Dimension);

    /// <summary>Some of the pictures, in a given order, of which some may come several times.</summary>
    /// <param name="indices">Their numbers.</param>
    /// <exception cref="EvaluationException">Only the statistics are known.</exception>
    public FeatureSet Select(ReadOnlySpan<int> indices)
    {
        if (!HasFeatures) throw new EvaluationException("A part of a set cannot be taken where only its statistics are known.");
        string[] names = new string[indices.Length];
        for (int i = 0; i < indices.Length; i++) names[i] = Names[indices[i]];
        int classes = Count == 0 ? 0 : Logits.GetValueOrDefault().Length / Count;
        return new FeatureSet(
            Rows(Features, Dimension, indices), Dimension, names,
            Logits is { } logits ? Rows(logits.Span, classes, indices) : null,
            Texts is { } texts ? Rows(texts.Span, Dimension, indices) : null);
    }

    private static float[] Rows(ReadOnlySpan<float> rows, int width, ReadOnlySpan<int> indices)
    {
        float[] chosen = new float[indices.Length * width];
        for (int i = 0; i < indices.Length; i++) rows.Slice(indices[i] * width, width).CopyTo(chosen.AsSpan(i * width));
        return chosen;
    }

    private FeatureStatistics Gather()
    {
        FeatureStatistics statistics = new(Dimension);
        for (int i = 0; i < Count; i++) statistics.Add(this[i]);
        return statistics;
    }
}
