namespace LatentDiffusion;

/// <summary>
/// ONNX Runtime failed while it ran a graph: out of memory, or a size that the graph does not allow. The pipeline stays usable.
/// </summary>
/// <param name="message">Which graph, and what ONNX Runtime said.</param>
/// <param name="innerException">ONNX Runtime's exception.</param>
public sealed class GraphRunException(string message, Exception innerException) : LatentDiffusionException(message, innerException);
