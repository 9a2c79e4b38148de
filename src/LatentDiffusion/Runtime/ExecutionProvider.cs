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

    /// <summary>
    /// What the machine must have besides the package, to be said where the provider cannot be used: drivers and libraries with their
    /// versions. Default: a driver.
    /// </summary>
    public virtual string Requirements => "the driver of the device";

    /// <summary>Adds the provider to the options of a session.</summary>
    /// <param name="options">Options to change.</param>
    public abstract void Configure(SessionOptions options);

    /// <summary>Whether the native ONNX Runtime of the application was built with the provider, or has loaded it as a library.</summary>
    internal virtual bool IsBuiltIn => OrtEnv.Instance().GetAvailableProviders().Contains(RuntimeName);

    /// <summary>The provider with its defaults on another device, or null where it has no numbered devices.</summary>
    /// <param name="deviceId">Number of the device, from 0.</param>
    internal virtual ExecutionProvider? OnDevice(int deviceId) => null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
