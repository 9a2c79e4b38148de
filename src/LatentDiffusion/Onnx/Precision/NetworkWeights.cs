namespace LatentDiffusion.Onnx;

/// <summary>
/// Tells the weights of a network from other constants, such as the frequencies of a timestep's embedding, which must stay exact: weights
/// have the names of PyTorch's parameters or are large, and an operator with weights reads them.
/// </summary>
internal static class NetworkWeights
{
    private const int Large = 4096;

    /// <summary>Names of the open weights that are weights of the network.</summary>
    public static IReadOnlySet<string> Of(OpenGraph graph)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        Dictionary<string, string> origins = graph.Weights.Keys.ToDictionary(name => name, StringComparer.Ordinal);
        foreach (NodeProto node in graph.Model.Graph.Nodes)
        {
            string[] read = [.. node.Inputs.Where(origins.ContainsKey).Select(input => origins[input])];
            if (OperatorRules.HasWeights(node)) found.UnionWith(read.Where(name => IsWeight(name, graph.Weights[name])));
            if (OperatorRules.Rearranges(node) && read.Length > 0)
                foreach (string output in node.Outputs) origins[output] = read[0];
        }

        return found;
    }

    private static bool IsWeight(string name, OpenWeight weight) =>
        weight.Count >= Large || name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("bias", StringComparison.Ordinal);
}
