namespace LatentDiffusion.Checkpoints;

/// <summary>
/// IA3 (Liu et al. 2022, https://arxiv.org/abs/2205.05638) as LyCORIS has it: what is added to a weight is the weight times a number for
/// each row, or for each column (<c>on_input</c>).
/// </summary>
internal class FactorKind : AdapterKind
{
    private const string OnInput = "on_input";

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<string> Required => [Factors];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Optional => [OnInput];

    /// <summary>The role of the factors.</summary>
    protected virtual string Factors => "weight";

    /// <inheritdoc/>
    public sealed override bool Matches(AdapterLayer layer, long[] shape) =>
        shape.Length > 1 && Magnitude.Of(layer) is null && Size(layer.Tensors[Factors].Shape) == (layer.IsOnInput ? shape[1] : shape[0]);

    /// <inheritdoc/>
    public sealed override string Change(
        AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight, AdapterStrength strength)
    {
        long[] ones = [.. Enumerable.Repeat(1L, target.Shape.Length - 1)];
        string factors = layer.IsOnInput
            ? nodes.Load(layer.Tensors[Factors], [1, target.Shape[1], .. ones[1..]])
            : target.Slice(nodes, nodes.Load(layer.Tensors[Factors], [target.Shape[0], .. ones]));
        return nodes.Node("Mul", nodes.Node("Mul", weight, Difference(nodes, factors)), nodes.Number((float)strength.Scale));
    }

    /// <summary>What the weight is multiplied by for what is added to it.</summary>
    /// <param name="nodes">What nodes are added to.</param>
    /// <param name="factors">Name of the factors.</param>
    protected virtual string Difference(AdapterNodes nodes, string factors) => factors;
}
