namespace LatentDiffusion.Checkpoints;

/// <summary>
/// LoKr (LyCORIS, arXiv 2309.14859, section 3.3): the Kronecker product of a small matrix and another tensor, each of them whole or of low
/// rank.
/// </summary>
internal sealed class KroneckerKind : AdditiveKind
{
    private static readonly AdapterFactor First = new("lokr_w1", "lokr_t1"), Second = new("lokr_w2", "lokr_t2");

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Required => [];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Optional =>
        ["lokr_w1", "lokr_w1_a", "lokr_w1_b", "lokr_w2", "lokr_w2_a", "lokr_w2_b", "lokr_t2"];

    /// <inheritdoc/>
    public override long? Rank(AdapterLayer layer, long[] shape) =>
        layer.Tensors.GetValueOrDefault("lokr_w1_b")?.Shape[0] ?? layer.Tensors.GetValueOrDefault("lokr_w2_b")?.Shape[0];

    /// <inheritdoc/>
    public override bool Matches(AdapterLayer layer, long[] shape) =>
        Parts(layer, shape) is var (first, second) && First.Matches(layer, first) && Second.Matches(layer, second);

    /// <inheritdoc/>
    /// <remarks>Element (i m + k, j n + l) of the product is first (i, j) times second (k, l).</remarks>
    protected override string Value(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight)
    {
        var (first, second) = Parts(layer, target.Shape)!.Value;
        string left = nodes.Reshape(First.Value(nodes, layer, first), first[0], 1, first[1], 1);
        string right = nodes.Reshape(Second.Value(nodes, layer, second), 1, second[0], 1, Size(second.AsSpan(1)));
        return nodes.Node("Mul", left, right);
    }

    /// <summary>Shapes of the two factors of a weight; null where they do not divide it.</summary>
    private static (long[] First, long[] Second)? Parts(AdapterLayer layer, long[] shape)
    {
        if (shape.Length < 2 || First.Sides(layer) is not var (rows, columns)
            || rows == 0 || columns == 0 || shape[0] % rows != 0 || shape[1] % columns != 0)
        {
            return null;
        }

        return ([rows, columns], [shape[0] / rows, shape[1] / columns, .. shape[2..]]);
    }
}
