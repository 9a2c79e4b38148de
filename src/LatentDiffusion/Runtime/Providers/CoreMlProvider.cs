using LatentDiffusion.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion;

/// <summary>
/// Apple hardware. What is left null is ONNX Runtime's default
/// (https://onnxruntime.ai/docs/execution-providers/CoreML-ExecutionProvider.html#available-options-new-api).
/// </summary>
public sealed class CoreMlProvider : ExecutionProvider
{
    /// <summary>What may compute. Default null: all units.</summary>
    public CoreMlUnits? Units { get; init; }

    /// <summary>Folder where compiled models are kept for the next start. Default null: nowhere.</summary>
    public string? CacheFolder { get; init; }

    /// <inheritdoc/>
    public override string Name => "coreml";

    /// <inheritdoc/>
    public override string RuntimeName => "CoreMLExecutionProvider";

    /// <inheritdoc/>
    public override string Package => "Microsoft.ML.OnnxRuntime";

    /// <inheritdoc/>
    public override string Requirements => "macOS 12 or iOS 15, or newer";

    private string? UnitsText => Units switch
    {
        null => null,
        CoreMlUnits.All => "ALL",
        CoreMlUnits.CpuOnly => "CPUOnly",
        CoreMlUnits.CpuAndGpu => "CPUAndGPU",
        CoreMlUnits.CpuAndNeuralEngine => "CPUAndNeuralEngine",
        var other => throw new InvalidOperationException($"Units is {other}; there are no such units."),
    };

    /// <inheritdoc/>
    public override void Configure(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (CacheFolder is not null) Directory.CreateDirectory(CacheFolder);
        options.AppendExecutionProvider(
            "CoreML",
            ProviderOptions.Merge(
                [("ModelFormat", "MLProgram"), ("MLComputeUnits", UnitsText), ("ModelCacheDirectory", CacheFolder)],
                new Dictionary<string, string>()));
    }
}
