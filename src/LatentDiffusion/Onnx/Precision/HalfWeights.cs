namespace LatentDiffusion.Onnx;

/// <summary>
/// Half precision where there is no arithmetic for it: weights take half of the memory, and are converted to float32 at each run, just
/// before they are used.
/// </summary>
internal static class HalfWeights
{
    /// <summary>Rewrites a graph that computes in float32.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="half">The type that its weights are kept in.</param>
    public static OpenGraph Of(OpenGraph graph, DataType half)
    {
        string[] names = [.. graph.Weights.Where(weight => weight.Value.Type == DataType.Float).Select(weight => weight.Key)];
        HashSet<string> converted = [.. names];
        IEnumerable<NodeProto> casts = names.Select(
            name => new NodeProto("Cast", [name], [Single(name)], AttributeProto.Of("to", (long)DataType.Float)) { Name = $"Cast {name}" });
        IEnumerable<NodeProto> nodes = graph.Model.Graph.Nodes.Select(
            node => node with { Inputs = [.. node.Inputs.Select(input => converted.Contains(input) ? Single(input) : input)] });
        return new OpenGraph(
            graph.Model with { Graph = graph.Model.Graph with { Nodes = [.. casts, .. nodes], Values = [] } },
            graph.Weights.ToDictionary(
                w => w.Key, w => converted.Contains(w.Key) ? w.Value with { Type = half } : w.Value, StringComparer.Ordinal))
        {
            KeepsWeights = true,
        };
    }

    private static string Single(string name) => $"{name}/single";
}
