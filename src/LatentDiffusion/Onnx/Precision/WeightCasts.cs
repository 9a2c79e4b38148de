namespace LatentDiffusion.Onnx;

/// <summary>
/// Exports store weights in half precision with a Cast behind each, which gives what the nodes read. Such a weight is the same as one that
/// is read in float32 and converted when it is loaded, so the Cast goes.
/// </summary>
internal static class WeightCasts
{
    /// <summary>The graph without the Casts of those weights that nothing else reads.</summary>
    public static OpenGraph Remove(OpenGraph graph)
    {
        HashSet<string> read = new(StringComparer.Ordinal);
        Dictionary<string, List<NodeProto>> casts = new(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Model.Graph.Nodes)
        {
            if (node is { OpType: "Cast", Inputs: [var weight] } && IsToSingle(node) && graph.Weights.ContainsKey(weight))
                (casts.TryGetValue(weight, out var known) ? known : casts[weight] = []).Add(node);
            else read.UnionWith(node.Inputs);
            if (node.Attributes.Any(a => a.HasGraphs)) return graph; // their graphs may read weights too
        }

        HashSet<string> returned = [.. graph.Model.Graph.Outputs.Select(output => output.Name)];
        string[] freed =
        [
            .. casts.Where(c => !read.Contains(c.Key) && !c.Value.Any(node => returned.Contains(node.Outputs[0]))).Select(c => c.Key),
        ];
        if (freed.Length == 0) return graph;
        HashSet<NodeProto> removed = [.. freed.SelectMany(weight => casts[weight])];
        Dictionary<string, string> names = removed.ToDictionary(node => node.Outputs[0], node => node.Inputs[0], StringComparer.Ordinal);
        NodeProto[] nodes =
        [
            .. graph.Model.Graph.Nodes.Where(node => !removed.Contains(node))
                .Select(node => node with { Inputs = [.. node.Inputs.Select(input => names.GetValueOrDefault(input, input))] }),
        ];
        Dictionary<string, OpenWeight> weights = new(graph.Weights, StringComparer.Ordinal);
        foreach (string weight in freed) weights[weight] = weights[weight] with { Type = DataType.Float };
        return new OpenGraph(graph.Model with { Graph = graph.Model.Graph with { Nodes = nodes } }, weights);
    }

    private static bool IsToSingle(NodeProto cast) => cast.Attribute("to")?.Int == (long)DataType.Float;
}
