namespace LatentDiffusion;

/// <summary>
/// What adapters do to the weights of one component: each adds its change of the weight that the model was published with.
/// </summary>
internal sealed class AdapterChange : IWeightChange
{
    private readonly Dictionary<string, List<(AdapterLayer Layer, AdapterTarget Target, double Strength)>> _changes =
        new(StringComparer.Ordinal);

    /// <summary>Whether two do the same, so that graphs with one need not be loaded anew for the other.</summary>
    public static bool AreSame(AdapterChange? a, AdapterChange? b)
    {
        return a is not null && b is not null && a._changes.Count == b._changes.Count
            && a._changes.Keys.All(parameter => b._changes.ContainsKey(parameter) && Of(a, parameter).SequenceEqual(Of(b, parameter)));
        static IEnumerable<(AdapterLayer, double)> Of(AdapterChange change, string parameter) =>
            change._changes[parameter].Select(c => (c.Layer, c.Strength));
    }

    /// <summary>Adds a layer of an adapter.</summary>
    public void Add(AdapterLayer layer, AdapterTarget target, double strength)
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
        foreach (var (layer, target, strength) in _changes[parameter.Name]) terms.Add(Change(nodes, layer, target, strength, input));
        prefix.Node("Sum", terms, output);
    }

    private static string Change(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, double strength, string weight)
    {
        AdapterKind kind = AdapterKind.Of(layer)!;
        string whole = nodes.Reshape(kind.Change(nodes, layer, target.Shape), target.Shape);
        string scaled = nodes.Node("Mul", target.Slice(nodes, whole), nodes.Number((float)kind.Scale(layer, strength)));
        return Magnitude.Apply(nodes, layer, target, weight, scaled);
    }
}
