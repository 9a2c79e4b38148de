using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion;

/// <summary>DirectX 12 GPUs on Windows (https://onnxruntime.ai/docs/execution-providers/DirectML-ExecutionProvider.html).</summary>
public sealed class DirectMlProvider : ExecutionProvider
{
    /// <summary>Number of the adapter in the order of DXGI (<c>IDXGIFactory::EnumAdapters</c>), from 0. Default 0.</summary>
    public int DeviceId { get; init; }

    /// <inheritdoc/>
    public override string Name => "directml";

    /// <inheritdoc/>
    public override string RuntimeName => "DmlExecutionProvider";

    /// <inheritdoc/>
    public override string Package => "Microsoft.ML.OnnxRuntime.DirectML";

    /// <inheritdoc/>
    public override string Requirements => "Windows 10 1903 or newer, and a GPU with a driver for DirectX 12";

    /// <inheritdoc/>
    public override void Configure(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        // DirectML allows neither memory patterns nor parallel execution of nodes.
        options.EnableMemoryPattern = false;
        options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        options.AppendExecutionProvider_DML(DeviceId);
    }

    internal override ExecutionProvider OnDevice(int deviceId) => new DirectMlProvider { DeviceId = deviceId };
}
