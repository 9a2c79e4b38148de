using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion;

/// <summary>Apple hardware (https://onnxruntime.ai/docs/execution-providers/CoreML-ExecutionProvider.html).</summary>
internal sealed class CoreMlProvider : ExecutionProvider
{
    /// <inheritdoc/>
    public override string Name => "coreml";

    /// <inheritdoc/>
    public override string RuntimeName => "CoreMLExecutionProvider";

    /// <inheritdoc/>
    public override string Package => "Microsoft.ML.OnnxRuntime";

    /// <inheritdoc/>
    public override void Configure(SessionOptions options)
    {
        options.AppendExecutionProvider("CoreML", []);
    }
}
