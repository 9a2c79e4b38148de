namespace LatentDiffusion.Onnx;

/// <summary>A model whose weights are not declared: they are put before it when it is loaded.</summary>
/// <param name="Model">The model without them.</param>
/// <param name="Weights">The weights by their names.</param>
internal sealed record OpenGraph(ModelProto Model, IReadOnlyDictionary<string, OpenWeight> Weights)
{
    /// <summary>The type in which it computes: that of most numbers in weights.</summary>
    public DataType ComputesIn => Weights.Values.Where(weight => weight.Type == DataType.Float || weight.Type.IsHalf())
        .GroupBy(weight => weight.Type).MaxBy(group => group.Sum(weight => weight.Count))?.Key ?? DataType.Float;

    /// <summary>
    /// Whether weights are to stay in the type that they are stored in, and to be converted at each run rather than once.
    /// </summary>
    public bool KeepsWeights { get; init; }

    /// <summary>Whether parts of it run under a condition or in a loop, with graphs of their own.</summary>
    public bool HasControlFlow => Model.Graph.Nodes.Any(node => node.Attributes.Any(attribute => attribute.HasGraphs));
}
