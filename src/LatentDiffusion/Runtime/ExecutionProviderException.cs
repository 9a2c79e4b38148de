namespace LatentDiffusion;

/// <summary>The application has not the package, or the machine not the driver, that an execution provider needs.</summary>
public sealed class ExecutionProviderException : LatentDiffusionException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="provider">The provider that was asked for.</param>
    /// <param name="innerException">What revealed it, if anything did.</param>
    public ExecutionProviderException(ExecutionProvider provider, Exception? innerException)
        : base(
            $"The execution provider '{provider.Name}' is not available. Add the package {provider.Package} to the application "
            + "(only one package of the Microsoft.ML.OnnxRuntime family) and check the driver."
            + (innerException is null ? "" : " " + innerException.Message),
            innerException)
    {
        Provider = provider;
    }

    /// <summary>The provider that was asked for.</summary>
    public ExecutionProvider Provider { get; }
}
