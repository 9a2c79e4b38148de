using System.Collections.Frozen;
using LatentDiffusion.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion;

/// <summary>
/// NVIDIA GPUs by CUDA. What is left null is ONNX Runtime's default
/// (https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html#configuration-options).
/// </summary>
public sealed class CudaProvider : ExecutionProvider
{
    /// <summary>Number of the GPU, from 0. Default 0.</summary>
    public int DeviceId { get; init; }

    /// <summary>Most bytes that ONNX Runtime's arena takes of the GPU's memory. Default null: as much as is needed.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>
    /// Whether products of float32 matrices may round their factors to TF32, which has 10 bits of precision: faster, and nothing in
    /// float16. Default null: they may.
    /// </summary>
    public bool? UsesTf32 { get; init; }

    /// <summary>
    /// How an algorithm is found for each shape of a convolution. Default null: by trying all, which makes the first picture of a size
    /// slow, and those after it fast.
    /// </summary>
    public ConvolutionSearch? ConvolutionSearch { get; init; }

    /// <summary>Whether convolutions compute with channels last, which is faster in float16. Default null: not.</summary>
    public bool? PrefersNhwc { get; init; }

    /// <summary>
    /// Further options under ONNX Runtime's names, which go before those above. Default none. A CUDA graph is refused when sessions are
    /// made: its runs would read the first step's latents again.
    /// </summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <inheritdoc/>
    public override string Name => "cuda";

    /// <inheritdoc/>
    public override string RuntimeName => "CUDAExecutionProvider";

    /// <inheritdoc/>
    public override string Package => "Microsoft.ML.OnnxRuntime.Gpu";

    /// <inheritdoc/>
    public override string Requirements => CudaLibraries.Requirements;

    /// <inheritdoc/>
    public override void Configure(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using OrtCUDAProviderOptions cuda = new();
        cuda.UpdateOptions(ProviderOptions.Merge(
            [
                ("device_id", DeviceId), ("gpu_mem_limit", MemoryLimit), ("use_tf32", UsesTf32), ("prefer_nhwc", PrefersNhwc),
                ("cudnn_conv_algo_search", ConvolutionSearch?.ToString().ToUpperInvariant()),
            ],
            Options));
        options.AppendExecutionProvider_CUDA(cuda);
    }

    internal override ExecutionProvider OnDevice(int deviceId) => new CudaProvider { DeviceId = deviceId };
}
