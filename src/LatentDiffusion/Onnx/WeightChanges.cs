namespace LatentDiffusion.Onnx;

/// <summary>What adapters or learned words change of a graph.</summary>
/// <param name="Before">Names of the changed values, and those of the same values in float32 before the changes.</param>
/// <param name="Original">Composes the graph without the changes.</param>
internal sealed record WeightChanges(IReadOnlyDictionary<string, string> Before, Func<BoundGraph> Original);
