namespace LatentDiffusion;

/// <summary>The weights of a component by the names that adapters have for their layers: of the libraries, and of the original code.</summary>
internal sealed class AdapterTargets
{
    private const string Weight = ".weight";
    private readonly Dictionary<string, AdapterTarget[]> _targets;

    /// <summary>Collects the names.</summary>
    /// <param name="parameters">Parameters of the component.</param>
    public AdapterTargets(IEnumerable<TemplateParameter> parameters)
    {
        var named = parameters.Where(p => p.Shape.Length > 1).SelectMany(p => p.LibraryKeys.Concat(p.OriginalKeys)
            .Where(layout => layout.Key.EndsWith(Weight, StringComparison.Ordinal) && !layout.Transposed && !layout.SwappedHalves)
            .Select(layout => (Name: layout.Key[..^Weight.Length].Replace('.', '_'), Parameter: p, layout.Rows)).DistinctBy(n => n.Name));
        _targets = named.GroupBy(n => n.Name, StringComparer.Ordinal).ToDictionary(
            g => g.Key, g => g.Select(n => new AdapterTarget(n.Parameter, [g.Max(o => RowsOf(o)), .. n.Parameter.Shape[1..]], n.Rows)).ToArray(), StringComparer.Ordinal);
        long RowsOf((string, TemplateParameter Parameter, (long First, long Count)? Rows) named) =>
            named.Rows is var (first, count) ? first + count : named.Parameter.Shape[0];
    }

    /// <summary>What a layer changes; empty where the component has no such layer.</summary>
    public IReadOnlyList<AdapterTarget> Of(string layer) => _targets.GetValueOrDefault(layer) ?? [];
}
