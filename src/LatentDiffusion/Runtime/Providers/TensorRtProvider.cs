using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion;

/// <summary>NVIDIA GPUs by TensorRT (https://onnxruntime.ai/docs/execution-providers/TensorRT-ExecutionProvider.html).</summary>
internal sealed class TensorRtProvider : ExecutionProvider
{
    /// <inheritdoc/>
    public override string Name => "tensorrt";

    /// <inheritdoc/>
    public override string RuntimeName => "TensorrtExecutionProvider";

    /// <inheritdoc/>
    public override string Package => "Microsoft.ML.OnnxRuntime.Gpu";

    /// <inheritdoc/>
    public override void Configure(SessionOptions options)
    {
        options.AppendExecutionProvider_Tensorrt();
        options.AppendExecutionProvider_CUDA();
    }
}
