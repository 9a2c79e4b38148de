namespace LatentDiffusion.Hub;

/// <summary>Which weights are fetched where a repository has them in several formats.</summary>
public enum ModelWeights
{
    /// <summary>
    /// <c>.safetensors</c> where every component has them, else graphs in ONNX where every component has one, else of each what there is.
    /// </summary>
    Auto,

    /// <summary><c>.safetensors</c>, and graphs only for components that have none.</summary>
    Safetensors,

    /// <summary>Graphs in ONNX, and <c>.safetensors</c> only for components that have none.</summary>
    Onnx,
}
