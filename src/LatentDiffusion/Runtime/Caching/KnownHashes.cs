using System.Text.Json;
using LatentDiffusion.Imaging;
using LatentDiffusion.Storage;
using Microsoft.Win32.SafeHandles;

namespace LatentDiffusion.Runtime;

/// <summary>
/// Content hashes of files that were read before, by this process or another, and not written to since. They lie in a file of the cache's
/// folder; processes that write it at the same time lose some, which are computed again.
/// </summary>
/// <param name="folder">Folder of the cache.</param>
/// <param name="time">Tells the time.</param>
internal sealed class KnownHashes(string folder, TimeProvider time)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "hashes.json";

    // A model has about ten files, and an entry of the cache two.
    private const int MostKept = 1000;

    private readonly Lock _lock = new();
    private readonly string _path = Path.Combine(folder, FileName);
    private readonly Dictionary<string, string> _fresh = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _known;

    /// <summary>The hash of a file, which is read only where it is not known.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public string Of(string path, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        string? version = FileVersion.Of(file, time.GetUtcNow());
        if (version is null) return ContentHash.Of(file, path, cancellationToken);
        if (Find(version) is { } known) return known;
        bool isSettled = FileVersion.Settle(file, path);
        version = FileVersion.Of(file, time.GetUtcNow());
        string hash = ContentHash.Of(file, path, cancellationToken);
        if (isSettled && version is not null && FileVersion.Of(file, time.GetUtcNow()) == version) Remember(version, hash);
        return hash;
    }

    /// <summary>Writes what was computed. Where that fails, it is computed again the next time.</summary>
    public void Save()
    {
        lock (_lock)
        {
            if (_fresh.Count == 0 || !Directory.Exists(folder)) return;
            try
            {
                // What is there may be newer than what was read of it.
                var all = Read(_path).Where(entry => !_fresh.ContainsKey(entry.Key)).Concat(_fresh).TakeLast(MostKept);
                AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(
                    all.ToDictionary(StringComparer.Ordinal), CacheJson.Default.DictionaryStringString));
                _fresh.Clear();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A cache that may only be read is a good one too.
            }
        }
    }

    private string? Find(string version)
    {
        lock (_lock) return (_known ??= Read(_path)).GetValueOrDefault(version);
    }

    private void Remember(string version, string hash)
    {
        lock (_lock) (_known ??= Read(_path))[version] = _fresh[version] = hash;
    }

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, CacheJson.Default.DictionaryStringString) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }
}
