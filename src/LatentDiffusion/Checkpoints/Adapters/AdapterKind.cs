namespace LatentDiffusion.Checkpoints;

/// <summary>A kind of adapter: how its tensors are the change of a weight.</summary>
internal abstract class AdapterKind
{
    private static readonly AdapterKind[] All =
    [
        new LowRankKind(), new HadamardKind(), new KroneckerKind(), new DifferenceKind(), new GeneralizedKind(), new PeftGeneralizedKind(),
        new OutputRotationKind(), new InputRotationKind(), new InputButterflyKind(), new FactorKind(), new PeftFactorKind(),
    ];

    /// <summary>The roles of its tensors that every layer has.</summary>
    protected abstract IReadOnlyList<string> Required { get; }

    /// <summary>The roles of its tensors that a layer may have.</summary>
    protected virtual IReadOnlyList<string> Optional => [];

    /// <summary>The kind of a layer, or null where its tensors are those of none; those of the bias do not count.</summary>
    public static AdapterKind? Of(AdapterLayer layer) => Array.Find(All, kind => kind.Fits(layer));

    /// <summary>What is wrong with a layer whose tensors are those of no kind: what it lacks, or has besides.</summary>
    public static string Misfit(AdapterLayer layer)
    {
        IEnumerable<string> roles = layer.Tensors.Keys.Except(BiasChange.Roles).Except(Magnitude.Roles);
        if (Array.Find(All, kind => kind.Required.Any(layer.Has) && !roles.Except(kind.Required).Except(kind.Optional).Any()) is { } part)
            return $"lacks {string.Join(" and ", part.Required.Where(role => !layer.Has(role)).Select(AdapterRoles.Shown))}";
        return All.Count(kind => kind.Required.Any(layer.Has)) > 1
            ? "has tensors of several kinds of adapter" : "has tensors of no known kind";
    }

    /// <summary>Whether a layer has tensors for its weight.</summary>
    public static bool ChangesWeight(AdapterLayer layer) => layer.Tensors.Keys.Except(BiasChange.Roles).Any();

    /// <summary>What the alpha of a layer is divided by; null where nothing is of low rank, and alpha has no part.</summary>
    public virtual long? Rank(AdapterLayer layer, long[] shape) => null;

    /// <summary>Whether the tensors give a change of a weight of this shape.</summary>
    public abstract bool Matches(AdapterLayer layer, long[] shape);

    /// <summary>
    /// Whether the rows of a weight can be changed apart from each other, as where a layer of the adapter is several of the model.
    /// </summary>
    public virtual bool CanBeCut => true;

    /// <summary>Adds the nodes that compute the change of a weight.</summary>
    /// <param name="nodes">What they are added to.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="target">The parameter and its rows.</param>
    /// <param name="weight">Name of the weight.</param>
    /// <param name="strength">How strong it is to be.</param>
    /// <returns>Name of what is added to the weight.</returns>
    public abstract string Change(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight, AdapterStrength strength);

    /// <summary>The scale of a change of low rank for a strength.</summary>
    public double Scale(AdapterLayer layer, long[] shape, double strength) =>
        (layer.Rank ?? Rank(layer, shape)) is { } rank && layer.Alpha is { } alpha
            ? strength * alpha / (layer.IsRankStabilized ? Math.Sqrt(rank) : rank)
            : strength;

    /// <summary>Product of dimensions.</summary>
    protected static long Size(ReadOnlySpan<long> shape)
    {
        long size = 1;
        foreach (long side in shape) size *= side;
        return size;
    }

    private bool Fits(AdapterLayer layer) => Required.All(layer.Has) && layer.Tensors.Keys.Except(BiasChange.Roles).All(
        role => Required.Contains(role) || Optional.Contains(role) || Magnitude.Roles.Contains(role));
}
