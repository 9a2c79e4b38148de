namespace LatentDiffusion.Checkpoints;

/// <summary>The change of a weight itself (LyCORIS "full"), of a norm too (<c>w_norm</c>).</summary>
internal sealed class DifferenceKind : AdditiveKind
{
    private const string Difference = "diff";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Required => [Difference];

    /// <inheritdoc/>
    public override bool Matches(AdapterLayer layer, long[] shape) =>
        Size(layer.Tensors[Difference].Shape) == Size(shape) && layer.Tensors[Difference].Shape is [var rows, ..] && rows == shape[0];

    /// <inheritdoc/>
    protected override string Value(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight) =>
        nodes.Load(layer.Tensors[Difference], target.Shape);
}
