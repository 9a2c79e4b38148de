using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// IA3 (Liu et al. 2022, https://arxiv.org/abs/2205.05638) as PEFT has it: factors of what comes out of a layer, weight and bias, or of
/// what goes into it; one of 1 changes nothing. Strengths lie between 1 and the factor.
/// </summary>
internal sealed class PeftFactorKind : FactorKind
{
    private const string Role = "ia3_l";

    /// <inheritdoc/>
    protected override string Factors => Role;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Optional => [];

    /// <summary>
    /// Whether the factors are of what goes into the layer: of linear layers their shape tells, of convolutions PEFT's configuration.
    /// </summary>
    /// <exception cref="ModelFormatException">Nothing says it.</exception>
    public static bool IsOnInput(SafetensorsFile file, IReadOnlyDictionary<string, StoredTensor> tensors, AdapterMetadata metadata)
    {
        if (!tensors.TryGetValue(Role, out StoredTensor? factors)) return false;
        if (factors.Shape is [var rows, _]) return rows == 1;
        return metadata.IsOnInput(factors.Key) ?? throw AdapterMetadata.IsNeeded(file.Path, factors.Key);
    }

    /// <summary>Whether the bias of the layer, where it has one, is multiplied too: the factors are of what comes out.</summary>
    public static bool ChangesBias(AdapterLayer layer) => layer.Has(Role) && !layer.IsOnInput;

    /// <summary>The bias times what the factors are above 1.</summary>
    public static string Bias(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string bias) =>
        nodes.Node("Mul", bias, target.Slice(nodes, LessOne(nodes, nodes.Load(layer.Tensors[Role], target.Shape))));

    /// <inheritdoc/>
    protected override string Difference(AdapterNodes nodes, string factors) => LessOne(nodes, factors);

    private static string LessOne(AdapterNodes nodes, string factors) => nodes.Node("Sub", factors, nodes.Number(1));
}
