namespace LatentDiffusion;

/// <summary>
/// IA3 (Liu et al. 2022, https://arxiv.org/abs/2205.05638) as LyCORIS has it: what is added to a weight is the weight times a number for
/// each row, or for each column (<c>on_input</c>).
/// </summary>
internal sealed class FactorKind : AdapterKind
{
    private const string Factors = "weight", OnInput = "on_input";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Required => [Factors];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Optional => [OnInput];

    /// <inheritdoc/>
    public override bool Matches(AdapterLayer layer, long[] shape) =>
        shape.Length > 1 && Magnitude.Of(layer) is null && Size(layer.Tensors[Factors].Shape) == (layer.IsOnInput ? shape[1] : shape[0]);

    /// <inheritdoc/>
    public override string Change(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight, AdapterStrength strength)
    {
        long[] ones = [.. Enumerable.Repeat(1L, target.Shape.Length - 1)];
        string factors = layer.IsOnInput
            ? nodes.Load(layer.Tensors[Factors], [1, target.Shape[1], .. ones[1..]])
            : target.Slice(nodes, nodes.Load(layer.Tensors[Factors], [target.Shape[0], .. ones]));
        return nodes.Node("Mul", nodes.Node("Mul", weight, factors), nodes.Number((float)strength.Scale));
    }
}
