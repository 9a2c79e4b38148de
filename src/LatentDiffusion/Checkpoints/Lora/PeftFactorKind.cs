namespace LatentDiffusion;

/// <summary>
/// IA3 (Liu et al. 2022, https://arxiv.org/abs/2205.05638) as PEFT has it: factors of what comes out of a layer, weight and bias, or of
/// what goes into it; one of 1 changes nothing. Strengths lie between 1 and the factor.
/// </summary>
internal sealed class PeftFactorKind : AdapterKind
{
    private const string Factors = "ia3_l";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Required => [Factors];

    /// <summary>
    /// Whether the factors are of what goes into the layer: of linear layers their shape tells, of convolutions PEFT's configuration.
    /// </summary>
    /// <exception cref="ModelFormatException">Nothing says it.</exception>
    public static bool IsOnInput(SafetensorsFile file, IReadOnlyDictionary<string, StoredTensor> tensors, AdapterMetadata metadata)
    {
        if (!tensors.TryGetValue(Factors, out StoredTensor? factors)) return false;
        if (factors.Shape is [var rows, _]) return rows == 1;
        return metadata.IsOnInput(factors.Key) ?? throw AdapterMetadata.IsNeeded(file.Path, factors.Key);
    }

    /// <summary>Whether the bias of the layer, where it has one, is multiplied too: the factors are of what comes out.</summary>
    public static bool ChangesBias(AdapterLayer layer) => layer.Has(Factors) && !layer.IsOnInput;

    /// <summary>The bias times what the factors are above 1.</summary>
    public static string Bias(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string bias) =>
        nodes.Node("Mul", bias, target.Slice(nodes, LessOne(nodes, nodes.Load(layer.Tensors[Factors], target.Shape))));

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
        return nodes.Node("Mul", nodes.Node("Mul", weight, LessOne(nodes, factors)), nodes.Number((float)strength.Scale));
    }

    private static string LessOne(AdapterNodes nodes, string factors) => nodes.Node("Sub", factors, nodes.Number(1));
}
