using LatentDiffusion.Onnx;

namespace LatentDiffusion.Checkpoints;

/// <summary>Puts a graph, its weights and what is done to them together, as ONNX Runtime is to load them.</summary>
internal static class GraphComposer
{
    /// <summary>Composes a model.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="parameters">Where each of its weights lies.</param>
    /// <param name="changes">What is done to weights, in this order.</param>
    public static BoundGraph Compose(
        OpenGraph graph, IReadOnlyList<BoundParameter> parameters, IReadOnlyList<IWeightChange> changes)
    {
        GraphPrefix prefix = new();
        Dictionary<string, string> before = new(StringComparer.Ordinal);
        foreach (BoundParameter bound in parameters)
        {
            string name = bound.Parameter.Name;
            IWeightChange[] own = [.. changes.Where(c => c.Touches(bound.Parameter))];
            if (own.Length > 0) before[name] = BoundParameter.Unchanged(bound.Parameter);
            bound.DeclareChanged(prefix, own, name, graph.Weights[name].Type);
        }

        // What adapters do to weights is to be computed once, even where that takes memory.
        return prefix.Before(graph.Model) with
        {
            KeepsWeights = graph.KeepsWeights && changes.Count == 0,
            Changes = changes.Count == 0 ? null : new WeightChanges(before, () => Compose(graph, parameters, [])),
        };
    }
}
