namespace LatentDiffusion;

/// <summary>A kind of adapter: how its tensors are the change of a weight.</summary>
internal abstract class AdapterKind
{
    private static readonly AdapterKind[] All = [new LowRankKind(), new HadamardKind(), new KroneckerKind()];

    /// <summary>The roles of its tensors that every layer has.</summary>
    protected abstract IReadOnlyList<string> Required { get; }

    /// <summary>The roles of its tensors that a layer may have.</summary>
    protected abstract IReadOnlyList<string> Optional { get; }

    /// <summary>The kind of a layer, or null where its tensors are those of none.</summary>
    public static AdapterKind? Of(AdapterLayer layer) => Array.Find(All, kind => kind.Fits(layer));

    /// <summary>What the alpha of a layer is divided by; null where nothing is of low rank, and alpha has no part.</summary>
    public abstract long? Rank(AdapterLayer layer);

    /// <summary>Whether the tensors give a change of a weight of this shape.</summary>
    public abstract bool Matches(AdapterLayer layer, long[] shape);

    /// <summary>Adds the nodes that compute the change, before it is scaled.</summary>
    /// <returns>Name of a value with the elements of the shape in order.</returns>
    public abstract string Change(AdapterNodes nodes, AdapterLayer layer, long[] shape);

    /// <summary>The scale of the change for the strength that the user wants.</summary>
    public double Scale(AdapterLayer layer, double strength) =>
        Rank(layer) is { } rank && layer.Alpha is { } alpha
            ? strength * alpha / (layer.IsRankStabilized ? Math.Sqrt(rank) : rank)
            : strength;

    /// <summary>Product of dimensions.</summary>
    protected static long Size(ReadOnlySpan<long> shape)
    {
        long size = 1;
        foreach (long side in shape) size *= side;
        return size;
    }

    private bool Fits(AdapterLayer layer) => Required.All(layer.Has)
        && layer.Tensors.Keys.All(role => Required.Contains(role) || Optional.Contains(role) || Magnitude.Roles.Contains(role));
}
