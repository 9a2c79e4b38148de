using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>How ONNX Runtime sessions are made.</summary>
/// <param name="Provider">The hardware.</param>
internal sealed record SessionSettings(ExecutionProvider Provider)
{
    /// <summary>Threads that compute one operator, or null for one on each core.</summary>
    public int? Threads { get; init; }

    /// <summary>What graphs compute in.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether operators that our graphs keep whole are bound to the hardware's own kernels.</summary>
    public bool FusesOperators { get; init; } = true;

    /// <summary>Whether heavy operators without a kernel for the hardware may run on the processor.</summary>
    public bool AllowsProcessor { get; init; }

    /// <summary>Whether it is checked that they do not.</summary>
    public bool ChecksPlacement => Kernels.RunsWholeGraphs && !AllowsProcessor;

    /// <summary>Where prepared graphs are kept, or null: nowhere.</summary>
    public PreparedGraphs? Cache { get; init; }

    /// <summary>
    /// Bytes of weights from which on a graph is worth some time for less memory: while it is loaded, and while it does not run.
    /// </summary>
    public long LargeBytes { get; init; } = 1 << 28;

    /// <summary>Bytes of weights in float32 from which on they are converted before ONNX Runtime sees them.</summary>
    public long ConvertedBytes => Math.Max(1, LargeBytes / 4);

    /// <summary>Stops the loading.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The user's last changes to the options of every session.</summary>
    public Action<SessionOptions>? Configure { get; init; }

    /// <summary>Makes the binding of a call of a session; another one than ONNX Runtime's own is for tests.</summary>
    public Func<InferenceSession, IGraphBinding> Bind
    {
        get => field ?? (session => new SessionBinding(session, Kernels.HasOwnMemory));
        init;
    }

    /// <summary>What the hardware has kernels for.</summary>
    public ProviderKernels Kernels
    {
        get => field ?? ProviderKernels.Of(Provider);
        init;
    }

    /// <summary>Channels that convolutions take at once, where only kernels of the processor compute them; else 0.</summary>
    public int BlockOfConvolutions => Provider is CpuProvider && Configure is null ? ConvolutionBlocks.Size : 0;

    /// <summary>The options of a session.</summary>
    /// <exception cref="ExecutionProviderException">The native ONNX Runtime, or the provider in it, is absent.</exception>
    public SessionOptions CreateOptions()
    {
        SessionOptions options = new();
        try
        {
            options.IntraOpNumThreads = Math.Min(Threads ?? ProcessorCores.Count, Environment.ProcessorCount);
            options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
            options.EnableMemoryPattern = false; // it holds the memory of a whole run for each shape, beside what the first run took
            if (ChecksPlacement) NodePlacement.Record(options);
            Provider.Configure(options);
            Configure?.Invoke(options);
            return options;
        }
        catch (Exception e)
        {
            options.Dispose();
            if (e is OnnxRuntimeException or EntryPointNotFoundException) throw new ExecutionProviderException(Provider, e);
            throw;
        }
    }
}
