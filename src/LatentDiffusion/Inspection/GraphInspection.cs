namespace LatentDiffusion;

/// <summary>What the graph of one component declares.</summary>
public sealed class GraphInspection
{
    internal GraphInspection(string name, string path, OnnxFile file)
    {
        (Name, Path, Inputs, Outputs, Parameters, WeightType) = (name, path, file.Inputs, file.Outputs, file.Parameters, file.WeightType);
        string folder = System.IO.Path.GetDirectoryName(path)!;
        Bytes = new FileInfo(path).Length
            + file.ExternalFiles.Keys.Select(f => new FileInfo(System.IO.Path.Combine(folder, f))).Where(f => f.Exists).Sum(f => f.Length);
    }

    /// <summary>Name of the component, for example <c>unet</c>.</summary>
    public string Name { get; }

    /// <summary>Path of the ONNX file.</summary>
    public string Path { get; }

    /// <summary>Size of the ONNX file and of the files beside it that hold its weights, in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Number of weights.</summary>
    public long Parameters { get; }

    /// <summary>The type that most weights are stored in, for example <c>float16</c>; empty where the graph has none.</summary>
    public string WeightType { get; }

    /// <summary>What the graph must be given, in declared order.</summary>
    public IReadOnlyList<TensorDeclaration> Inputs { get; }

    /// <summary>What the graph returns, in declared order.</summary>
    public IReadOnlyList<TensorDeclaration> Outputs { get; }
}
