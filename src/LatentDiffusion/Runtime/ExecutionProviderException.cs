using LatentDiffusion.Errors;
using LatentDiffusion.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion;

/// <summary>The application has not the package, or the machine not the driver or libraries, that an execution provider needs.</summary>
public sealed class ExecutionProviderException : LatentDiffusionException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="provider">The provider that was asked for.</param>
    /// <param name="innerException">
    /// What revealed it: an error of ONNX Runtime where the provider is there and cannot start; null, or what the loader of native code
    /// says, where it is not there.
    /// </param>
    public ExecutionProviderException(ExecutionProvider provider, Exception? innerException)
        : base($"The execution provider '{provider.Name}' is not available. {Reason(provider, innerException)}", innerException) =>
        Provider = provider;

    /// <summary>The provider that was asked for.</summary>
    public ExecutionProvider Provider { get; }

    private static string Reason(ExecutionProvider provider, Exception? cause) => cause switch
    {
        null or EntryPointNotFoundException =>
            $"The native ONNX Runtime of the application was built without it: add the package {provider.Package}, and no other of the "
            + $"Microsoft.ML.OnnxRuntime family. It needs {provider.Requirements}.",
        TypeInitializationException or DllNotFoundException =>
            $"The application has no native ONNX Runtime: add the package {provider.Package}. {cause.Message}",
        _ when CudaLibraries.Missing(cause.Message) is { } library =>
            $"The library {library} is missing. The package {provider.Package} needs {provider.Requirements}.",
        OnnxRuntimeException =>
            $"The package {provider.Package} is there, but it does not start: {Shown.Of(cause.Message)} It needs {provider.Requirements}.",
        _ => cause.Message,
    };
}
