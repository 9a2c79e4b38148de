namespace LatentDiffusion.Evaluation;

/// <summary>A measure of a set of generated pictures, most of them against a set of real ones. <see cref="Metrics"/> lists them.</summary>
public abstract class Metric
{
    /// <summary>The name on the command line, for example <c>fid</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it measures, in one line.</summary>
    public abstract string Meaning { get; }

    /// <summary>Whether it compares with real pictures.</summary>
    public virtual bool NeedsReal => true;

    /// <summary>Whether it needs a vector of each picture, not only mean and covariance.</summary>
    public virtual bool NeedsFeatures => true;

    /// <summary>The kind of vectors beside the features that it needs, if any.</summary>
    public virtual MetricNeeds Needs => MetricNeeds.Nothing;

    /// <summary>The number of pictures below which its values say little, at the dimension of the features.</summary>
    /// <param name="dimension">Elements of a feature vector.</param>
    public virtual int AdvisedCount(int dimension) => 1000;

    /// <summary>Computes the metric.</summary>
    /// <param name="generated">The pictures that are measured.</param>
    /// <param name="real">The pictures that they are compared with; null is allowed where <see cref="NeedsReal"/> is false.</param>
    /// <param name="options">Parameters; the usual ones unless given.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The values, in a fixed order.</returns>
    /// <exception cref="EvaluationException">The sets are too small or do not fit the metric or one another.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyList<MetricValue> Compute(
        FeatureSet generated, FeatureSet? real, MetricOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generated);
        options ??= new MetricOptions();
        options.Validate();
        Check(generated, "generated");
        if (NeedsReal && real is null) throw new EvaluationException($"{Name} compares with real pictures; none were given.");
        if (NeedsReal) Check(real!, "real");
        if (NeedsReal && real!.Dimension != generated.Dimension)
            throw new EvaluationException(
                $"{Name}: the generated pictures have features of {generated.Dimension} dimensions and the real ones of {real.Dimension}; "
                + "they are of different networks.");
        IReadOnlyList<MetricValue> values = Measure(generated, NeedsReal ? real : null, options, cancellationToken);
        if (options.Bootstrap == 0) return values;
        return Bootstrap.Add(values, this, generated, NeedsReal ? real : null, options, cancellationToken);
    }

    /// <summary>The fewest generated pictures that the definition allows.</summary>
    /// <param name="options">Parameters.</param>
    internal virtual long LeastCount(MetricOptions options) => 1;

    /// <summary>The definition, on sets that fit one another.</summary>
    /// <param name="generated">The pictures that are measured.</param>
    /// <param name="real">The others, or null where <see cref="NeedsReal"/> is false.</param>
    /// <param name="options">Parameters.</param>
    /// <param name="cancellationToken">Stops it.</param>
    protected internal abstract IReadOnlyList<MetricValue> Measure(
        FeatureSet generated, FeatureSet? real, MetricOptions options, CancellationToken cancellationToken);

    /// <summary>Fails where a set has too few pictures.</summary>
    /// <param name="set">The set.</param>
    /// <param name="least">The fewest that the definition allows.</param>
    /// <param name="which">Which set it is.</param>
    /// <exception cref="EvaluationException">There are fewer.</exception>
    protected void RequireCount(FeatureSet set, long least, string which)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (set.Count < least)
            throw new EvaluationException($"{Name} needs at least {least} {which} pictures; there are {set.Count}.");
    }

    private void Check(FeatureSet set, string which)
    {
        if (NeedsFeatures && !set.HasFeatures)
            throw new EvaluationException($"{Name} needs the {which} pictures themselves, not only a file of their statistics.");
        if (NeedsFeatures) RequireCount(set, 1, which);
        if (which == "generated" && Needs == MetricNeeds.Logits && set.Logits is null)
            throw new EvaluationException($"{Name} needs a network with classes; this one gives no logits.");
        if (which == "generated" && Needs == MetricNeeds.Texts && set.Texts is null)
            throw new EvaluationException(
                $"{Name} needs a network with a text encoder and pictures with prompts; these give no embeddings of texts.");
    }
}
