using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>The weights of an ONNX file, so that they can be changed as those of a checkpoint, and the graph without them.</summary>
internal static class OnnxWeights
{
    // Smaller ones stay in the graph, but for real numbers, which adapters and another precision may change.
    private const int Small = 1024;

    /// <summary>Takes the weights out of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="known">Parameters of the template for the same architecture, which knows more names; empty where there is none.</param>
    /// <returns>The graph, and where its weights lie.</returns>
    /// <exception cref="ModelFormatException">A weight lies where it must not, or is damaged.</exception>
    public static (OpenGraph Graph, BoundParameter[] Parameters) Open(ModelFile file, IReadOnlyList<TemplateParameter> known)
    {
        file.RequireSelfContained();
        List<TensorProto> kept = [];
        Dictionary<string, StoredTensor> located = new(StringComparer.Ordinal);
        foreach (TensorProto tensor in file.Model.Graph.Initializers)
        {
            if (file.Locate(tensor) is { } stored && IsOpen(tensor, stored)) located[tensor.Name] = stored;
            else kept.Add(tensor);
        }

        GraphProto graph = file.Model.Graph;
        OpenGraph open = new(
            file.Model with
            {
                Graph = graph with
                {
                    Initializers = kept,
                    Inputs = [.. graph.Inputs.Where(input => !located.ContainsKey(input.Name))], // old files list weights there too
                    Values = [.. graph.Values.Where(value => !located.ContainsKey(value.Name))],
                },
            },
            located.ToDictionary(
                t => t.Key,
                t => new OpenWeight((DataType)t.Value.Type.OnnxType, t.Value.Shape.Aggregate(1L, (count, size) => count * size)),
                StringComparer.Ordinal));
        var named = known.ToDictionary(p => p.Name, StringComparer.Ordinal);
        return (WeightCasts.Remove(open), [.. located.Values.Select(t => new BoundParameter(ParameterOf(t, named), t, new(t.Key)))]);
    }

    private static bool IsOpen(TensorProto tensor, StoredTensor stored) =>
        tensor.External is not null || stored.Length >= Small || (stored.Type.IsReal && stored.Shape.Length > 0);

    private static TemplateParameter ParameterOf(StoredTensor tensor, Dictionary<string, TemplateParameter> known) =>
        known.TryGetValue(tensor.Key, out TemplateParameter? parameter) && parameter.Shape.SequenceEqual(tensor.Shape)
            ? parameter : TemplateParameter.OfGraph(tensor);
}
