namespace LatentDiffusion;

/// <summary>The catalogue of execution providers.</summary>
public static class ExecutionProviders
{
    private static readonly List<ExecutionProvider> Known = [];

    /// <summary>The processor. Needs the package Microsoft.ML.OnnxRuntime or any other of its family.</summary>
    public static ExecutionProvider Cpu { get; } = Add(new CpuProvider());

    /// <summary>NVIDIA GPUs. Needs the package Microsoft.ML.OnnxRuntime.Gpu.</summary>
    public static ExecutionProvider Cuda { get; } = Add(new CudaProvider());

    /// <summary>NVIDIA GPUs by TensorRT, what it cannot do by CUDA. Needs the package Microsoft.ML.OnnxRuntime.Gpu.</summary>
    public static ExecutionProvider TensorRt { get; } = Add(new TensorRtProvider());

    /// <summary>Any GPU on Windows. Needs the package Microsoft.ML.OnnxRuntime.DirectML.</summary>
    public static ExecutionProvider DirectMl { get; } = Add(new DirectMlProvider());

    /// <summary>Apple hardware. Needs the package Microsoft.ML.OnnxRuntime on macOS or iOS.</summary>
    public static ExecutionProvider CoreMl { get; } = Add(new CoreMlProvider());

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExecutionProvider> All => Known;

    /// <summary>Finds a provider by its short name.</summary>
    /// <param name="name">For example <c>cuda</c>; case does not matter.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static ExecutionProvider FromName(string name) =>
        Known.Find(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException(
            $"There is no execution provider '{name}'. There are: {string.Join(", ", Known.Select(p => p.Name))}.", nameof(name));

    private static ExecutionProvider Add(ExecutionProvider provider)
    {
        Known.Add(provider);
        return provider;
    }
}
