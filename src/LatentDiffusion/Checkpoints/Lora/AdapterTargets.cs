namespace LatentDiffusion;

/// <summary>
/// The weights of a component by the names that adapters have for their layers: of the libraries, and of the original code.
/// </summary>
internal sealed class AdapterTargets
{
    private const string Weight = ".weight";
    private readonly Dictionary<string, AdapterTarget[]> _targets;

    /// <summary>Collects the names.</summary>
    /// <param name="parameters">Parameters of the component.</param>
    public AdapterTargets(IEnumerable<TemplateParameter> parameters) => _targets = parameters
        .Where(p => p.Shape.Length > 1)
        .SelectMany(Named)
        .GroupBy(named => named.Layer, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => TargetsOf([.. g]), StringComparer.Ordinal);

    /// <summary>What a layer changes; empty where the component has no such layer.</summary>
    public IReadOnlyList<AdapterTarget> Of(string layer) => _targets.GetValueOrDefault(layer) ?? [];

    /// <summary>A parameter by the names of the layers that it is the weight of, or rows of the weight.</summary>
    private static IEnumerable<(string Layer, TemplateParameter Parameter, StoredLayout Layout)> Named(TemplateParameter parameter) =>
        parameter.LibraryKeys.Concat(parameter.OriginalKeys)
            .Where(layout => layout.Key.EndsWith(Weight, StringComparison.Ordinal) && !layout.Transposed)
            .Select(layout => (Layer: layout.Key[..^Weight.Length].Replace('.', '_'), parameter, layout)).DistinctBy(named => named.Layer);

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
