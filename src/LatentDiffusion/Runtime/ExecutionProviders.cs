using System.Globalization;
using LatentDiffusion.Errors;
using LatentDiffusion.Runtime;

namespace LatentDiffusion;

/// <summary>The catalogue of execution providers.</summary>
/// <remarks>For a device other than the first, or other options, make one: <c>new CudaProvider { DeviceId = 1 }</c>.</remarks>
public static class ExecutionProviders
{
    private static readonly List<ExecutionProvider> Known = [];
    private static readonly Lazy<IReadOnlyList<ProviderStatus>> Tried = new(() => [.. Known.Select(ProviderStatus.Of)]);

    /// <summary>NVIDIA GPUs. Needs the package Microsoft.ML.OnnxRuntime.Gpu.</summary>
    public static ExecutionProvider Cuda { get; } = Add(new CudaProvider());

    /// <summary>Any GPU on Windows. Needs the package Microsoft.ML.OnnxRuntime.DirectML.</summary>
    public static ExecutionProvider DirectMl { get; } = Add(new DirectMlProvider());

    /// <summary>Apple hardware. Needs the package Microsoft.ML.OnnxRuntime on macOS or iOS.</summary>
    public static ExecutionProvider CoreMl { get; } = Add(new CoreMlProvider());

    /// <summary>The processor. Needs the package Microsoft.ML.OnnxRuntime or any other of its family.</summary>
    public static ExecutionProvider Cpu { get; } = Add(new CpuProvider());

    /// <summary>NVIDIA GPUs by TensorRT, what it cannot do by CUDA. Needs the package Microsoft.ML.OnnxRuntime.Gpu.</summary>
    public static ExecutionProvider TensorRt { get; } = Add(new TensorRtProvider());

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExecutionProvider> All => Known;

    /// <summary>
    /// The first of CUDA, DirectML, Core ML and the processor that works here; its <see cref="ExecutionProvider.Name"/> says which. Each
    /// is tried once for the life of the process, with a graph of one node. TensorRT is not among them, because it compiles for minutes.
    /// </summary>
    /// <exception cref="ExecutionProviderException">None does, as in an application without the native ONNX Runtime.</exception>
    public static ExecutionProvider Best =>
        Status().FirstOrDefault(s => s.Problem is null && s.Provider != TensorRt)?.Provider
        ?? throw Status().First(s => s.Provider == Cpu).Problem!;

    /// <summary>
    /// A provider in a library of its own: WebGPU, QNN, OpenVINO, MIGraphX, TensorRT-RTX, those of Windows ML
    /// (https://onnxruntime.ai/docs/execution-providers/plugin-ep-libraries/). ONNX Runtime loads it when a pipeline is.
    /// </summary>
    /// <param name="name">ONNX Runtime's name of the provider, for example <c>WebGpuExecutionProvider</c>.</param>
    /// <param name="path">Path of the library (<c>.dll</c>, <c>.so</c>, <c>.dylib</c>). It is code: only load what you trust.</param>
    /// <param name="options">Options under the provider's own names. Default none.</param>
    /// <exception cref="ArgumentException">The name or path is empty.</exception>
    public static ExecutionProvider FromLibrary(string name, string path, IReadOnlyDictionary<string, string>? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return options is null ? new LibraryProvider(name, path) : new LibraryProvider(name, path) { Options = options };
    }

    /// <summary>Finds a provider by its short name.</summary>
    /// <param name="name">
    /// For example <c>cuda</c>, <c>cuda:1</c> for the second device, or <c>best</c> for <see cref="Best"/>; case does not matter.
    /// </param>
    /// <exception cref="ArgumentException">There is none of that name, or it has no numbered devices.</exception>
    public static ExecutionProvider FromName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Equals("best", StringComparison.OrdinalIgnoreCase)) return Best;
        string[] parts = name.Split(':', 2);
        ExecutionProvider provider = Known.Find(p => p.Name.Equals(parts[0], StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"There is no execution provider '{Shown.Of(name)}'. There are: best, {string.Join(", ", Known.Select(p => p.Name))}.",
                nameof(name));
        if (parts.Length == 1) return provider;
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int device))
            throw new ArgumentException($"'{Shown.Of(name)}': what follows the colon should be the number of a device.", nameof(name));
        return provider.OnDevice(device)
            ?? throw new ArgumentException($"'{Shown.Of(name)}': {provider.Name} has no numbered devices.", nameof(name));
    }

    /// <summary>
    /// Which providers work here, in the order of <see cref="All"/>; each is tried once for the life of the process, with a graph of one
    /// node.
    /// </summary>
    public static IReadOnlyList<ProviderStatus> Status() => Tried.Value;

    private static ExecutionProvider Add(ExecutionProvider provider)
    {
        Known.Add(provider);
        return provider;
    }
}
