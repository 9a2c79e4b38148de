using System.Collections.Frozen;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>
/// A provider in a library of its own, which ONNX Runtime loads: WebGPU, QNN, OpenVINO, MIGraphX, TensorRT-RTX, those of Windows ML
/// (https://onnxruntime.ai/docs/execution-providers/plugin-ep-libraries/).
/// </summary>
/// <param name="name">ONNX Runtime's name of the provider, for example <c>WebGpuExecutionProvider</c>.</param>
/// <param name="path">Path of the library.</param>
internal sealed class LibraryProvider(string name, string path) : ExecutionProvider
{
    private static readonly Lock Loading = new();
    private static readonly HashSet<string> Loaded = new(StringComparer.Ordinal);

    /// <summary>Options under the provider's names.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <inheritdoc/>
    public override string Name => name.EndsWith("ExecutionProvider", StringComparison.Ordinal) ? name[..^17].ToLowerInvariant() : name;

    /// <inheritdoc/>
    public override string RuntimeName => name;

    /// <inheritdoc/>
    public override string Package => System.IO.Path.GetFileName(path);

    /// <inheritdoc/>
    internal override bool IsBuiltIn => true;

    /// <inheritdoc/>
    public override void Configure(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProviderOptions.RequireBinding(Options);
        OrtEpDevice[] devices = Devices();
        if (devices.Length == 0)
            throw new ExecutionProviderException(
                this, new InvalidOperationException($"The library {path} does not offer any device here under the name '{name}'."));
        options.AppendExecutionProvider(OrtEnv.Instance(), devices, Options);
    }

    /// <summary>The devices that the provider can use. The library is loaded once for the whole process.</summary>
    /// <exception cref="ExecutionProviderException">It is not there, or is no library of a provider.</exception>
    public OrtEpDevice[] Devices()
    {
        string full = System.IO.Path.GetFullPath(path);
        lock (Loading)
        {
            try
            {
                if (!File.Exists(full)) throw new FileNotFoundException($"There is no file {full}.", full);
                if (!Loaded.Contains(full)) OrtEnv.Instance().RegisterExecutionProviderLibrary(full, full);
                Loaded.Add(full);
            }
            catch (Exception e) when (e is OnnxRuntimeException or IOException)
            {
                throw new ExecutionProviderException(this, e);
            }
        }

        return [.. OrtEnv.Instance().GetEpDevices().Where(device => device.EpName == name)];
    }
}
