namespace LatentDiffusion;

/// <summary>
/// How cuDNN's algorithm for a convolution is found
/// (https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html#cudnn_conv_algo_search).
/// </summary>
public enum ConvolutionSearch
{
    /// <summary>By trying all for each shape: the fastest runs, after a slow first one.</summary>
    Exhaustive,

    /// <summary>By cuDNN's guess for each shape: a quick first run.</summary>
    Heuristic,

    /// <summary>The same one for all shapes.</summary>
    Default,
}
