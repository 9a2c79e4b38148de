using LatentDiffusion.Onnx;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// What adapters do to the weights and biases of one component: each adds its change of what the model was published with.
/// </summary>
internal sealed class AdapterChange : IWeightChange
{
    private readonly Dictionary<string, List<(AdapterLayer Layer, AdapterTarget Target, AdapterStrength Strength)>> _changes =
        new(StringComparer.Ordinal);

    /// <summary>Whether two do the same, so that graphs with one need not be loaded anew for the other.</summary>
    public static bool AreSame(AdapterChange? a, AdapterChange? b)
    {
        return a is not null && b is not null && a._changes.Count == b._changes.Count
            && a._changes.Keys.All(parameter => b._changes.ContainsKey(parameter) && Of(a, parameter).SequenceEqual(Of(b, parameter)));
        static IEnumerable<(AdapterLayer, AdapterStrength)> Of(AdapterChange change, string parameter) =>
            change._changes[parameter].Select(c => (c.Layer, c.Strength));
    }

    /// <summary>Adds a layer of an adapter.</summary>
    public void Add(AdapterLayer layer, AdapterTarget target, AdapterStrength strength)
    {
        if (!_changes.TryGetValue(target.Parameter.Name, out var changes)) _changes[target.Parameter.Name] = changes = [];
        changes.Add((layer, target, strength));
    }

    /// <inheritdoc/>
    public bool Touches(TemplateParameter parameter) => _changes.ContainsKey(parameter.Name);

    /// <inheritdoc/>
    public void Apply(GraphPrefix prefix, TemplateParameter parameter, string input, string output)
    {
        AdapterNodes nodes = new(prefix, $"{output}/adapter");
        List<string> terms = [input];
        foreach (var (layer, target, strength) in _changes[parameter.Name])
        {
            terms.Add(target.IsBias
                ? BiasChange.Change(nodes, layer, target with { Weight = WeightOf(nodes, target) }, input, strength.Scale)
                : AdapterKind.Of(layer)!.Change(nodes, layer, target, input, strength));
        }

        prefix.Node("Sum", terms, output);
    }

    /// <summary>
    /// The weight of a bias before any change of it. (<see cref="BoundParameter.DeclareChanged"/> names it so where there is one.)
    /// </summary>
    private string? WeightOf(AdapterNodes nodes, AdapterTarget bias)
    {
        if (bias.WeightParameter is not { } weight) return null;
        return nodes.Single(Touches(weight) ? BoundParameter.Unchanged(weight) : weight.Name);
    }
}
