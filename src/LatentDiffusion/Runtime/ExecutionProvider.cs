using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion;

/// <summary>
/// The hardware that ONNX Runtime computes on. The ready ones are in <see cref="ExecutionProviders"/>; derive for others.
/// </summary>
public abstract class ExecutionProvider
{
    /// <summary>Short name, for example <c>cuda</c>.</summary>
    public abstract string Name { get; }

    /// <summary>ONNX Runtime's own name, for example <c>CUDAExecutionProvider</c>.</summary>
    public abstract string RuntimeName { get; }

    /// <summary>The NuGet package that an application adds to have this provider.</summary>
    public abstract string Package { get; }

    /// <summary>Adds the provider to the options of a session.</summary>
    /// <param name="options">Options to change.</param>
    public abstract void Configure(SessionOptions options);
}
