using LatentDiffusion.Errors;
using LatentDiffusion.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>Opens graphs from a cache, and puts those into it that are not there. Made for one load of a model.</summary>
internal sealed class PreparedGraphs
{
    private const string Model = "model.onnx", Weights = "weights.bin";

    // As keys of onnxruntime_session_options_config_keys.h.
    private const string WeightsFile = "session.optimized_model_external_initializers_file_name",
        SavePrepacked = "session.save_external_prepacked_constant_initializers";

    private readonly GraphCache _cache;
    private readonly KnownHashes _hashes;
    private readonly GraphIdentity _identity;

    /// <summary>Opens graphs from a cache, and puts those into it that are not there.</summary>
    /// <param name="cache">The cache.</param>
    public PreparedGraphs(GraphCache cache)
    {
        _cache = cache;
        _hashes = new KnownHashes(cache.Folder, TimeProvider.System);
        _identity = new GraphIdentity(_hashes);
    }

    /// <summary>Is told why the cache is of no use; a model loads without it too.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Opens a graph that is prepared, or prepares it first; null where it is not to be kept.</summary>
    /// <param name="name">Name of the component.</param>
    /// <param name="path">Path of the graph or checkpoint.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="settings">How sessions are made.</param>
    public OpenedSession? Open(string name, string path, BoundGraph graph, SessionSettings settings)
    {
        if (settings.Provider is not CpuProvider || settings.Configure is not null) return null;
        if (graph.Changes is { } changes) return OpenChanged(graph, changes.Original(), settings);
        string entry = CacheFolder.EntryOf(_cache.Folder, _identity.KeyOf(graph, settings.CancellationToken));
        try
        {
            if (Find(entry, settings) is { } prepared) return prepared;
            Directory.CreateDirectory(_cache.Folder);
            CacheFolder.Sweep(_cache.Folder);
            CacheFolder.Publish(entry, folder =>
            {
                Prepare(folder, name, path, graph, settings);
                _identity.RequireUnchanged(graph, settings.CancellationToken);
            });
            CacheFolder.Shrink(_cache.Folder, _cache.MaxBytes, entry);
            return Find(entry, settings) ?? throw new IOException($"{entry}: what was written cannot be read again");
        }
        catch (Exception e) when (IsOfCache(e))
        {
            settings.CancellationToken.ThrowIfCancellationRequested();
            Warn?.Invoke($"The graph '{name}' is not kept in the cache {_cache.Folder}: {Shown.Cause(e)}.");
            return null;
        }
        finally
        {
            _hashes.Save();
        }
    }

    /// <summary>
    /// Opens a graph whose weights are changed as the one that is prepared without the changes; null where that is not there, or has not the
    /// weights as they can be changed. Nothing is written for it.
    /// </summary>
    private OpenedSession? OpenChanged(BoundGraph graph, BoundGraph original, SessionSettings settings)
    {
        if (original.KeepsWeights) return null;
        string entry = CacheFolder.EntryOf(_cache.Folder, _identity.KeyOf(original, settings.CancellationToken));
        ChangedWeights? changed = null;
        try
        {
            if (CacheManifest.Find(entry) is null) return null;
            changed = ChangedWeights.Of(graph, Path.Combine(entry, Model), Path.Combine(entry, Weights), settings);
            OpenedSession? opened = changed is null ? null : Find(entry, settings, changed);
            if (opened is null) changed?.Dispose();
            return opened;
        }
        catch (Exception e)
        {
            changed?.Dispose();
            settings.CancellationToken.ThrowIfCancellationRequested();
            if (IsOfCache(e)) return null;
            throw;
        }
        finally
        {
            _hashes.Save();
        }
    }

    /// <summary>Opens an entry; null where there is none, or a damaged one, which is removed.</summary>
    private OpenedSession? Find(string entry, SessionSettings settings, ChangedWeights? changed = null)
    {
        if (!Directory.Exists(entry)) return null;
        try
        {
            if (CacheManifest.Find(entry) is { } manifest && manifest.Files.Keys.Order(StringComparer.Ordinal).SequenceEqual(FilesOf(entry))
                && manifest.Files.All(file => file.Value == _hashes.Of(Path.Combine(entry, file.Key), settings.CancellationToken)))
            {
                CacheFolder.Touch(entry);
                using SessionOptions options = settings.CreateOptions();
                using ReusedBlocks blocks = new();
                return OpenedSession.OfPrepared(Path.Combine(entry, Model), Path.Combine(entry, Weights), options, settings, changed);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OnnxRuntimeException)
        {
            settings.CancellationToken.ThrowIfCancellationRequested();
            if (changed is not null) return null; // which may be why
        }

        CacheFolder.Remove(entry);
        return null;
    }

    /// <summary>Whether a fault may be the cache's own: its disk, or an entry that ONNX Runtime cannot use. The model loads without it.</summary>
    private static bool IsOfCache(Exception e) =>
        e is IOException or UnauthorizedAccessException or InvalidDataException or OnnxRuntimeException;

    private static void Prepare(string folder, string name, string path, BoundGraph graph, SessionSettings settings)
    {
        using SessionOptions options = settings.CreateOptions();
        options.OptimizedModelFilePath = Path.Combine(folder, Model);
        options.AddSessionConfigEntry(WeightsFile, Weights);
        options.AddSessionConfigEntry(SavePrepacked, "1");
        OpenedSession.Of(graph, options, settings).Dispose();
        new AlignedWeights(Path.Combine(folder, Model), Path.Combine(folder, Weights)).Ensure();
        new CacheManifest(name, path, GraphIdentity.Version, FilesOf(folder).ToDictionary(
            file => file, file => ContentHash.Of(Path.Combine(folder, file), settings.CancellationToken))).Write(folder);
    }

    /// <summary>The files that ONNX Runtime reads; graphs of few weights have but one.</summary>
    private static IEnumerable<string> FilesOf(string folder) =>
        ((string[])[Model, Weights]).Where(file => File.Exists(Path.Combine(folder, file)));
}
