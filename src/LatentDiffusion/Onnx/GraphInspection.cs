using LatentDiffusion.Onnx;

namespace LatentDiffusion;

/// <summary>What the graph of one component declares.</summary>
public sealed class GraphInspection
{
    private GraphInspection(string name, string path) => (Name, Path) = (name, path);

    /// <summary>Name of the component, for example <c>unet</c>.</summary>
    public string Name { get; }

    /// <summary>Path of the ONNX file, or of the checkpoint with the weights.</summary>
    public string Path { get; }

    /// <summary>
    /// Size of the ONNX file and of the files beside it that hold its weights, or of the weights in a checkpoint, in bytes.
    /// </summary>
    public long Bytes { get; private init; }

    /// <summary>Number of weights.</summary>
    public long Parameters { get; private init; }

    /// <summary>The type that most weights are stored in, for example <c>float16</c>; empty where the graph has none.</summary>
    public string WeightType { get; private init; } = "";

    /// <summary>
    /// The type that it computes in on the hardware of the options, for example <c>float32</c>; what overflows in half precision is
    /// computed again in float32.
    /// </summary>
    public string ComputesIn { get; internal set; } = "";

    /// <summary>Keys of the checkpoint that this graph does not use.</summary>
    internal IReadOnlyList<string> LeftOver { get; private init; } = [];

    /// <summary>What the graph must be given, in declared order.</summary>
    public IReadOnlyList<TensorDeclaration> Inputs { get; private init; } = [];

    /// <summary>What the graph returns, in declared order.</summary>
    public IReadOnlyList<TensorDeclaration> Outputs { get; private init; } = [];

    /// <summary>Reads what a graph declares.</summary>
    internal static GraphInspection Of(string name, string path, ModelProto model, long bytes)
    {
        HashSet<string> weights = [.. model.Graph.Initializers.Select(tensor => tensor.Name)];
        var types = model.Graph.Initializers.GroupBy(tensor => tensor.Type, tensor => tensor.Count);
        return new GraphInspection(name, path)
        {
            // Old files list weights too.
            Inputs = [.. model.Graph.Inputs.Where(input => !weights.Contains(input.Name)).Select(Declaration)],
            Outputs = [.. model.Graph.Outputs.Select(Declaration)],
            Bytes = bytes,
            Parameters = model.Graph.Initializers.Sum(tensor => tensor.Count),
            WeightType = types.MaxBy(type => type.Sum())?.Key.Name() ?? "",
        };
    }

    /// <summary>The same with weights of a checkpoint, which the graph leaves open.</summary>
    /// <param name="parameters">Number of weights.</param>
    /// <param name="type">The type that most are stored in.</param>
    /// <param name="leftOver">Keys of the checkpoint that the graph does not use.</param>
    internal GraphInspection WithWeights(long parameters, DataType type, IReadOnlyList<string> leftOver) => new(Name, Path)
    {
        Inputs = Inputs, Outputs = Outputs, Bytes = Bytes, Parameters = parameters, WeightType = type.Name(), LeftOver = leftOver,
    };

    private static TensorDeclaration Declaration(ValueInfoProto value) => new(value.Name, value.Type.Name(), value.Dimensions);
}
