using LatentDiffusion.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>A session, and the files that must stay mapped as long as it lives.</summary>
/// <param name="Session">The session.</param>
/// <param name="Files">The files; empty where ONNX Runtime opened its own.</param>
/// <param name="HasArena">Whether ONNX Runtime keeps the memory of runs for later ones.</param>
internal sealed record OpenedSession(InferenceSession Session, IReadOnlyList<MappedFile> Files, bool HasArena) : IDisposable
{
    // As a key of onnxruntime_session_options_config_keys.h: what would be larger is computed at each run.
    private const string LargestConstant = "optimization.constant_folding_max_output_size_in_bytes";

    /// <summary>
    /// Makes a session of a graph in memory. ONNX Runtime is given its weights in mapped memory, and opens no file itself.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">Options of the session; they are changed.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the graph, or was stopped.</exception>
    /// <exception cref="ModelFormatException">A file of weights is absent or cut off.</exception>
    public static OpenedSession Of(BoundGraph graph, SessionOptions options, CancellationToken cancellationToken)
    {
        MappedFile[] files = graph.Map();
        try
        {
            if (graph.KeepsWeights) options.AddSessionConfigEntry(LargestConstant, "65536");
            OrtApi.AddFilesInMemory(options, [.. files.Select((file, i) => (BoundGraph.NameOf(i), file.Address, file.Length))]);
            byte[] model = graph.Serialize(files);
            return new OpenedSession(Stopped(options, cancellationToken, () => new(model, options)), files, options.EnableCpuMemArena);
        }
        catch
        {
            foreach (MappedFile file in files) file.Dispose();
            throw;
        }
    }

    /// <summary>Makes a session of a file that is ready to run: ONNX Runtime maps its weights and changes nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Options of the session; they are changed.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the file, or was stopped.</exception>
    public static OpenedSession OfPrepared(string path, SessionOptions options, CancellationToken cancellationToken)
    {
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
        return new OpenedSession(Stopped(options, cancellationToken, () => new(path, options)), [], options.EnableCpuMemArena);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Session.Dispose();
        foreach (MappedFile file in Files) file.Dispose();
    }

    private static InferenceSession Stopped(SessionOptions options, CancellationToken cancellationToken, Func<InferenceSession> open)
    {
        // ONNX Runtime looks at the flag between the steps of its optimiser.
        using CancellationTokenRegistration cancellation = cancellationToken.UnsafeRegister(
            static options => ((SessionOptions)options!).SetLoadCancellationFlag(true), options);
        return open();
    }
}
