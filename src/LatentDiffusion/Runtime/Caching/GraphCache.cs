using LatentDiffusion.Runtime;

namespace LatentDiffusion;

/// <summary>
/// A folder of graphs that are ready to run on this kind of processor: ONNX Runtime's optimised graphs, with their weights as its kernels
/// want them. A model that is there loads in a fraction of the time and memory, and draws the same pixels. Processes may share a folder.
/// </summary>
/// <remarks>
/// <para>Entries are found by every byte that they are made of (graph, weights, precision), ONNX Runtime's version and the processor; an
/// entry that is damaged is made anew. On Linux, a file that was read since the machine started is not read again to compare it, as long as
/// the system says that nothing was written to it. One takes up to twice the size of the weights in float32: about 5 GB for
/// Stable Diffusion 1.5.</para>
/// <para>Only graphs for the processor are kept, and none where <see cref="PipelineOptions.ConfigureSession"/> is set, because its effect is
/// not known. Of a graph that adapters change, the one without them is taken where it is there, with the changed weights in place of its own;
/// learned words, and adapters that change other things than weights of linear layers and convolutions, load the graph as without
/// a cache. Nothing is written for either.</para>
/// </remarks>
public sealed record GraphCache
{
    private readonly string _folder;

    /// <summary>A cache in a folder, which is made when it is needed.</summary>
    /// <param name="folder">The folder. What is not an entry in it is left alone.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public GraphCache(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _folder = Path.GetFullPath(folder);
    }

    /// <summary>
    /// The cache of this user: <c>latent-diffusion/graphs</c> in the system's folder for caches (<c>$XDG_CACHE_HOME</c> or <c>~/.cache</c>,
    /// <c>%LOCALAPPDATA%</c>, <c>~/Library/Caches</c>).
    /// </summary>
    public static GraphCache Default { get; } = new(Path.Combine(UserCaches(), "latent-diffusion", "graphs"));

    /// <summary>The folder.</summary>
    public string Folder => _folder;

    /// <summary>
    /// Bytes that the entries may take together, at least 1. Default 32 GB. Those that were not used for the longest time
    /// are removed first.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaxBytes
    {
        get;
        init => field = value >= 1
            ? value : throw new ArgumentOutOfRangeException(nameof(MaxBytes), value, "A cache must have room for at least 1 byte.");
    }

    = 32_000_000_000;

    /// <summary>What is there, the last used first.</summary>
    public IReadOnlyList<CachedGraph> List() => [.. CacheFolder.Entries(Folder).OrderByDescending(e => e.LastUsed)];

    /// <summary>Removes every entry, and what processes that were killed left behind.</summary>
    /// <returns>Bytes that were freed.</returns>
    /// <exception cref="IOException">An entry cannot be removed, on Windows because a process uses it.</exception>
    public long Clear() => CacheFolder.Clear(Folder);

    private static string UserCaches()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows()) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Caches");
        string? stated = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.IsPathRooted(stated) ? stated : Path.Combine(home, ".cache");
    }
}
