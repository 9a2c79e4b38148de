using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>The processor: ONNX Runtime's default, always there.</summary>
internal sealed class CpuProvider : ExecutionProvider
{
    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <inheritdoc/>
    public override string RuntimeName => "CPUExecutionProvider";

    /// <inheritdoc/>
    public override string Package => "Microsoft.ML.OnnxRuntime";

    /// <inheritdoc/>
    public override void Configure(SessionOptions options)
    {
        // Every session ends with this provider by itself.
    }
}
