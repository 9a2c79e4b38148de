using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion;

/// <summary>DirectX 12 GPUs on Windows (https://onnxruntime.ai/docs/execution-providers/DirectML-ExecutionProvider.html).</summary>
internal sealed class DirectMlProvider : ExecutionProvider
{
    /// <inheritdoc/>
    public override string Name => "directml";

    /// <inheritdoc/>
    public override string RuntimeName => "DmlExecutionProvider";

    /// <inheritdoc/>
    public override string Package => "Microsoft.ML.OnnxRuntime.DirectML";

    /// <inheritdoc/>
    public override void Configure(SessionOptions options)
    {
        // DirectML allows neither memory patterns nor parallel execution of nodes.
        options.EnableMemoryPattern = false;
        options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        options.AppendExecutionProvider_DML();
    }
}
