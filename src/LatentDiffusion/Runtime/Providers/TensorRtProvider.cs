using System.Collections.Frozen;
using LatentDiffusion.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion;

/// <summary>
/// NVIDIA GPUs by TensorRT, and by CUDA what TensorRT cannot do. It compiles an engine for every graph and range of shapes, which takes
/// minutes unless a cache has it. What is left null is ONNX Runtime's default
/// (https://onnxruntime.ai/docs/execution-providers/TensorRT-ExecutionProvider.html#configurations).
/// </summary>
public sealed class TensorRtProvider : ExecutionProvider
{
    /// <summary>Number of the GPU, from 0. Default 0.</summary>
    public int DeviceId { get; init; }

    /// <summary>Folder where engines and timings are kept for the next start, made where it is not there. Default null: nowhere.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>
    /// Whether engines may compute graphs of float32 in float16 where that is faster; <see cref="PipelineOptions.Precision"/> is the way
    /// that keeps what must stay float32. Default null: not.
    /// </summary>
    public bool? UsesFloat16 { get; init; }

    /// <summary>Most bytes of the GPU that building an engine takes. Default null: all.</summary>
    public long? WorkspaceLimit { get; init; }

    /// <summary>
    /// Smallest shapes of inputs that an engine must take, as TensorRT writes them: <c>sample:1x4x64x64,timestep:1,...</c>. Given with
    /// <see cref="LargestShapes"/> and <see cref="UsualShapes"/>; default null: the shapes that come, with an engine built anew whenever
    /// one is outside of those before.
    /// </summary>
    public string? SmallestShapes { get; init; }

    /// <summary>Largest shapes of inputs that an engine must take.</summary>
    public string? LargestShapes { get; init; }

    /// <summary>Shapes of inputs that an engine must be fastest for.</summary>
    public string? UsualShapes { get; init; }

    /// <summary>
    /// Further options under ONNX Runtime's names, which go before those above. Default none. A CUDA graph is refused when sessions are
    /// made: its runs would read the first step's latents again.
    /// </summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>CUDA, for the operators that TensorRT leaves. Default: with its own defaults, on the same GPU.</summary>
    public CudaProvider? Cuda { get; init; }

    /// <inheritdoc/>
    public override string Name => "tensorrt";

    /// <inheritdoc/>
    public override string RuntimeName => "TensorrtExecutionProvider";

    /// <inheritdoc/>
    public override string Package => "Microsoft.ML.OnnxRuntime.Gpu";

    /// <inheritdoc/>
    public override string Requirements => "TensorRT 10 (libnvinfer, libnvonnxparser), " + CudaLibraries.Requirements;

    /// <inheritdoc/>
    public override void Configure(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (CacheFolder is not null) Directory.CreateDirectory(CacheFolder);
        using OrtTensorRTProviderOptions tensorRt = new();
        tensorRt.UpdateOptions(ProviderOptions.Merge(
            [
                ("device_id", DeviceId), ("trt_fp16_enable", UsesFloat16), ("trt_max_workspace_size", WorkspaceLimit),
                ("trt_engine_cache_enable", CacheFolder is null ? null : true), ("trt_engine_cache_path", CacheFolder),
                ("trt_timing_cache_enable", CacheFolder is null ? null : true), ("trt_timing_cache_path", CacheFolder),
                ("trt_profile_min_shapes", SmallestShapes), ("trt_profile_max_shapes", LargestShapes),
                ("trt_profile_opt_shapes", UsualShapes),
            ],
            Options));
        options.AppendExecutionProvider_Tensorrt(tensorRt);
        (Cuda ?? new CudaProvider { DeviceId = DeviceId }).Configure(options);
    }

    internal override ExecutionProvider OnDevice(int deviceId) => new TensorRtProvider { DeviceId = deviceId };
}
