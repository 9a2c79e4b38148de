using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion;

/// <summary>NVIDIA GPUs (https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html).</summary>
internal sealed class CudaProvider : ExecutionProvider
{
    /// <inheritdoc/>
    public override string Name => "cuda";

    /// <inheritdoc/>
    public override string RuntimeName => "CUDAExecutionProvider";

    /// <inheritdoc/>
    public override string Package => "Microsoft.ML.OnnxRuntime.Gpu";

    /// <inheritdoc/>
    public override void Configure(SessionOptions options)
    {
        options.AppendExecutionProvider_CUDA();
    }
}
