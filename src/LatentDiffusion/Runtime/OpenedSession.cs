using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>A session, and what must stay as long as it lives.</summary>
/// <param name="Session">The session.</param>
/// <param name="Held">Mapped files and changed weights that it reads; empty where ONNX Runtime opened its own files.</param>
/// <param name="Weights">What is mapped of files with its weights.</param>
internal sealed record OpenedSession(InferenceSession Session, IReadOnlyList<IDisposable> Held, IMappedWeights Weights) : IDisposable
{
    // As a key of onnxruntime_session_options_config_keys.h: what would be larger is computed at each run.
    private const string LargestConstant = "optimization.constant_folding_max_output_size_in_bytes";

    /// <summary>
    /// Makes a session of a graph in memory. ONNX Runtime is given its weights in mapped memory, and opens no file itself.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">Options of the session; they are changed.</param>
    /// <param name="settings">What the options were made of.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the graph, or was stopped.</exception>
    /// <exception cref="ModelFormatException">A file of weights is absent or cut off.</exception>
    public static OpenedSession Of(BoundGraph graph, SessionOptions options, SessionSettings settings)
    {
        List<MappedFile> files = [.. graph.Map()];
        try
        {
            graph = ConvertedWeights.Of(graph, files, settings.ConvertedBytes, settings.BlockOfConvolutions, settings.CancellationToken);
            if (graph.KeepsWeights) options.AddSessionConfigEntry(LargestConstant, "65536");
            OrtApi.AddFilesInMemory(options, files);
            byte[] model = graph.Serialize(files);
            MappedPages pages = new(files);
            using IDisposable? released = pages.Bytes >= settings.LargeBytes ? pages.ReleaseRepeatedly() : null;
            return Opened(Stopped(options, settings.CancellationToken, () => new(model, options)), files, pages, options, settings);
        }
        catch
        {
            foreach (MappedFile file in files) file.Dispose();
            throw;
        }
    }

    /// <summary>Makes a session of a file that is ready to run: ONNX Runtime maps its weights and changes nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="weights">The file with its weights.</param>
    /// <param name="options">Options of the session; they are changed.</param>
    /// <param name="settings">What the options were made of.</param>
    /// <param name="changed">What takes the place of weights in the file, or null; it is disposed with the session.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the file, or was stopped.</exception>
    public static OpenedSession OfPrepared(
        string path, string weights, SessionOptions options, SessionSettings settings, ChangedWeights? changed)
    {
        changed?.AddTo(options);
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
        PreparedPages pages = new(weights);
        InferenceSession session = PreparedPages.Change(() => Stopped(options, settings.CancellationToken, () => new(path, options)));
        return Opened(session, changed is null ? [] : [changed], pages, options, settings);
    }

    /// <summary>Whether ONNX Runtime keeps the memory of runs for later ones.</summary>
    public bool HasArena { get; private init; }

    /// <summary>Whether it holds enough memory to be worth the time of giving it back.</summary>
    public bool IsLarge { get; private init; }

    /// <summary>Gives back, where it is large, what is mapped of its weights: the next run maps it again.</summary>
    public void Rest()
    {
        if (IsLarge) Weights.Release();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = PreparedPages.Change(() =>
        {
            Session.Dispose();
            return true;
        });
        foreach (IDisposable held in Held) held.Dispose();
    }

    private static OpenedSession Opened(
        InferenceSession session,
        IReadOnlyList<IDisposable> held,
        IMappedWeights weights,
        SessionOptions options,
        SessionSettings settings) =>
        new(session, held, weights) { HasArena = options.EnableCpuMemArena, IsLarge = weights.Bytes >= settings.LargeBytes };

    private static InferenceSession Stopped(SessionOptions options, CancellationToken cancellationToken, Func<InferenceSession> open)
    {
        // ONNX Runtime looks at the flag between the steps of its optimiser.
        using CancellationTokenRegistration cancellation = cancellationToken.UnsafeRegister(
            static options => ((SessionOptions)options!).SetLoadCancellationFlag(true), options);
        return open();
    }
}
