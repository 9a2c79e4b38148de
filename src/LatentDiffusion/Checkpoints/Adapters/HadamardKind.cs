namespace LatentDiffusion.Checkpoints;

/// <summary>
/// LoHa (FedPara, arXiv 2108.06098, proposition 1): the element-wise product of two matrices of low rank; for convolutions of two
/// tensors in Tucker form (proposition 3).
/// </summary>
internal sealed class HadamardKind : AdditiveKind
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Required => ["hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b"];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Optional => ["hada_t1", "hada_t2"];

    /// <inheritdoc/>
    public override long? Rank(AdapterLayer layer, long[] shape) => layer.Tensors["hada_w1_b"].Shape is [var rank, ..] ? rank : 0;

    /// <inheritdoc/>
    public override bool Matches(AdapterLayer layer, long[] shape) =>
        shape.Length > 1 && layer.Has("hada_t1") == layer.Has("hada_t2")
        && Factor(1).Matches(layer, shape) && Factor(2).Matches(layer, shape);

    /// <inheritdoc/>
    protected override string Value(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight) =>
        nodes.Node("Mul", Factor(1).Value(nodes, layer, target.Shape), Factor(2).Value(nodes, layer, target.Shape));

    private static AdapterFactor Factor(int i) => new($"hada_w{i}", $"hada_t{i}");
}
