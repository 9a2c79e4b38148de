using LatentDiffusion.Onnx;
using LatentDiffusion.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion;

/// <summary>Whether an execution provider works on this machine.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Problem">Why it does not, with what to do; null where it works.</param>
public sealed record ProviderStatus(ExecutionProvider Provider, ExecutionProviderException? Problem)
{
    /// <summary>Tries a provider with a graph of one node.</summary>
    internal static ProviderStatus Of(ExecutionProvider provider)
    {
        try
        {
            RequireBuiltIn(provider);
            using SessionOptions options = new SessionSettings(provider).CreateOptions();
            using InferenceSession session = new(OneNode.Serialize(), options);
            return new ProviderStatus(provider, null);
        }
        catch (ExecutionProviderException e)
        {
            return new ProviderStatus(provider, e);
        }
        catch (OnnxRuntimeException e)
        {
            return new ProviderStatus(provider, new ExecutionProviderException(provider, e));
        }
    }

    /// <summary>Fails where the application lacks a package.</summary>
    /// <exception cref="ExecutionProviderException">The native ONNX Runtime, or the provider in it, is absent.</exception>
    internal static void RequireBuiltIn(ExecutionProvider provider)
    {
        try
        {
            if (!provider.IsBuiltIn) throw new ExecutionProviderException(provider, null);
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException)
        {
            throw new ExecutionProviderException(provider, e);
        }
    }
}
