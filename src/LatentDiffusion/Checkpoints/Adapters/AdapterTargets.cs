using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// The weights and biases of a component by the names that adapters have for their layers: of the libraries, and of the original code.
/// </summary>
internal sealed class AdapterTargets
{
    private const string Weight = ".weight", Bias = ".bias";
    private readonly Dictionary<string, AdapterTarget[]> _weights, _biases;

    /// <summary>Collects the names.</summary>
    /// <param name="parameters">Parameters of the component.</param>
    public AdapterTargets(IReadOnlyList<TemplateParameter> parameters)
    {
        _weights = Named(parameters, Weight);
        _biases = Named(parameters, Bias).ToDictionary(
            named => named.Key,
            named => Array.ConvertAll(named.Value, target => target with { IsBias = true }).Select(target => WithWeight(named.Key, target))
                .ToArray(),
            StringComparer.Ordinal);
    }

    /// <summary>The weights that a layer changes; empty where the component has no such layer.</summary>
    public IReadOnlyList<AdapterTarget> Of(string layer) => _weights.GetValueOrDefault(layer) ?? [];

    /// <summary>The biases that a layer changes; empty where it has none.</summary>
    public IReadOnlyList<AdapterTarget> BiasesOf(string layer) => _biases.GetValueOrDefault(layer) ?? [];

    private AdapterTarget WithWeight(string layer, AdapterTarget bias) => Of(layer) is [var weight] && weight.Shape.Length > 1
        ? bias with { WeightParameter = weight.Parameter, Columns = weight.Shape[1] } : bias;

    /// <summary>Parameters by the names of the layers that they are the weight or bias of, or rows of it.</summary>
    private static Dictionary<string, AdapterTarget[]> Named(IReadOnlyList<TemplateParameter> parameters, string ending) => parameters
        .SelectMany(parameter => parameter.LibraryKeys.Concat(parameter.OriginalKeys)
            .Where(layout => layout.Key.EndsWith(ending, StringComparison.Ordinal) && !layout.Transposed)
            .Select(layout => (Layer: layout.Key[..^ending.Length].Replace('.', '_'), parameter, layout)).DistinctBy(named => named.Layer))
        .GroupBy(named => named.Layer, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => TargetsOf([.. g]), StringComparer.Ordinal);

    private static AdapterTarget[] TargetsOf((string Layer, TemplateParameter Parameter, StoredLayout Layout)[] parts)
    {
        long rows = parts.Max(part => part.Layout.Rows is var (first, count) ? first + count : part.Parameter.Shape[0]);
        return
        [
            .. parts.Select(part => new AdapterTarget(
                part.Parameter, [rows, .. part.Parameter.Shape[1..]], part.Layout.Rows, part.Layout.SwappedHalves)),
        ];
    }
}
