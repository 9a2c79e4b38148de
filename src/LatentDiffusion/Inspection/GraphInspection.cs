namespace LatentDiffusion;

/// <summary>What the graph of one component declares.</summary>
public sealed class GraphInspection
{
    internal GraphInspection(string name, string path, OnnxFile file)
    {
        (Name, Path, Inputs, Outputs) = (name, path, file.Inputs, file.Outputs);
    }

    /// <summary>Name of the component, for example <c>unet</c>.</summary>
    public string Name { get; }

    /// <summary>Path of the ONNX file, or of the checkpoint with the weights.</summary>
    public string Path { get; }

    /// <summary>
    /// Size of the ONNX file and of the files beside it that hold its weights, or of the weights in a checkpoint, in bytes.
    /// </summary>
    public long Bytes { get; internal init; }

    /// <summary>Number of weights.</summary>
    public long Parameters { get; internal init; }

    /// <summary>The type that most weights are stored in, for example <c>float16</c>; empty where the graph has none.</summary>
    public string WeightType { get; internal init; } = "";

    /// <summary>Keys of the checkpoint that this graph does not use.</summary>
    internal IReadOnlyList<string> LeftOver { get; init; } = [];

    /// <summary>What the graph must be given, in declared order.</summary>
    public IReadOnlyList<TensorDeclaration> Inputs { get; }

    /// <summary>What the graph returns, in declared order.</summary>
    public IReadOnlyList<TensorDeclaration> Outputs { get; }
}
