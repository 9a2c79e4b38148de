namespace LatentDiffusion.Runtime;

/// <summary>
/// The files of a cache of graphs: a folder for each entry, named by its key. What begins with a dot is being made or removed.
/// </summary>
internal static class CacheFolder
{
    private const string Pending = ".pending-", Alive = "alive";
    private const int KeyLength = 64, Attempts = 10;

    /// <summary>The entries.</summary>
    public static IEnumerable<CachedGraph> Entries(string cache)
    {
        if (!Directory.Exists(cache)) yield break;
        foreach (string folder in Directory.EnumerateDirectories(cache, new string('?', KeyLength)))
            if (CacheManifest.Find(folder) is { } manifest)
                yield return new CachedGraph(
                    manifest.Component, manifest.Source, manifest.Runtime, BytesOf(folder), LastUsed(folder), folder);
    }

    /// <summary>Where the entry of a key is, or will be.</summary>
    public static string EntryOf(string cache, string key) => Path.Combine(cache, key);

    /// <summary>Notes that an entry is used now.</summary>
    public static void Touch(string entry)
    {
        try
        {
            File.SetLastWriteTimeUtc(Path.Combine(entry, CacheManifest.FileName), DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that may only be read is a good one too.
        }
    }

    /// <summary>Makes an entry aside and then moves it to its place, so that it is there whole or not at all.</summary>
    /// <param name="entry">Its place.</param>
    /// <param name="make">Makes it in the folder that it is given.</param>
    public static void Publish(string entry, Action<string> make)
    {
        var (pending, alive) = Begin(entry);
        try
        {
            using (alive)
            {
                make(pending);
                // Its name goes before its lock, so that who takes the lock then sees that nobody was killed. Windows does both at once.
                if (!OperatingSystem.IsWindows()) File.Delete(alive.Name);
            }

            if (!Directory.Exists(entry)) Directory.Move(pending, entry);
        }
        catch (IOException) when (Directory.Exists(entry))
        {
            // Another process was first, with the same.
        }
        finally
        {
            Delete(pending);
        }
    }

    /// <summary>Removes an entry at one stroke: nobody sees half of it.</summary>
    /// <returns>Bytes that were freed.</returns>
    public static long Remove(string entry)
    {
        long bytes = BytesOf(entry);
        string aside = Beside(entry);
        Directory.Move(entry, aside);
        Delete(aside);
        return bytes;
    }

    /// <summary>Removes the entries that were not used for the longest time, until the others take no more than a limit.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="limit">Bytes that they may take.</param>
    /// <param name="kept">An entry that stays.</param>
    public static void Shrink(string cache, long limit, string kept)
    {
        CachedGraph[] entries = [.. Entries(cache).OrderBy(e => e.Folder != kept).ThenByDescending(e => e.LastUsed)];
        long total = 0;
        foreach (CachedGraph entry in entries)
        {
            total += entry.Bytes;
            if (total <= limit || entry.Folder == kept) continue;
            try
            {
                total -= Remove(entry.Folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is in use, or another process removes it: the next time.
            }
        }
    }

    /// <summary>Removes what processes that were killed left behind.</summary>
    /// <returns>Bytes that were freed.</returns>
    public static long Sweep(string cache)
    {
        long freed = 0;
        if (!Directory.Exists(cache)) return freed;
        foreach (string folder in Directory.EnumerateDirectories(cache, Pending + "*")) freed += RemoveDead(folder);
        foreach (FileInfo file in new DirectoryInfo(cache).EnumerateFiles(".*.tmp").Where(f => f.LastWriteTimeUtc < OneMinuteAgo))
        {
            freed += file.Length;
            file.Delete();
        }

        return freed;
    }

    /// <summary>Removes every entry, and what processes that were killed left behind.</summary>
    /// <returns>Bytes that were freed.</returns>
    public static long Clear(string cache)
    {
        long freed = Sweep(cache);
        foreach (CachedGraph entry in Entries(cache).ToArray()) freed += Remove(entry.Folder);
        if (Directory.Exists(cache)) File.Delete(Path.Combine(cache, KnownHashes.FileName));
        return freed;
    }

    /// <summary>A new place for what is being made or removed.</summary>
    private static string Beside(string entry) => Path.Combine(Path.GetDirectoryName(entry)!, $"{Pending}{Guid.NewGuid():N}");

    private static DateTime OneMinuteAgo => DateTime.UtcNow.AddMinutes(-1);

    /// <summary>
    /// Makes a folder, and a file in it that is held open while the process lives, so that others can tell what was left by one that was
    /// killed.
    /// </summary>
    private static (string Folder, FileStream Alive) Begin(string entry)
    {
        for (int attempt = 1; ; attempt++)
        {
            string pending = Beside(entry), alive = Path.Combine(pending, Alive);
            Directory.CreateDirectory(pending);
            try
            {
                FileStream held = new(alive, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
                if (File.Exists(alive)) return (pending, held);
                held.Dispose();
                if (attempt == Attempts) throw new IOException($"{pending}: others remove what is made there");
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Unix opens a file first and locks it then; in between another took the folder for one that was left.
            }

            Delete(pending);
        }
    }

    /// <summary>Removes what a process that was killed left, which nobody can begin to use while its lock is held here.</summary>
    /// <returns>Bytes that were freed.</returns>
    private static long RemoveDead(string pending)
    {
        string alive = Path.Combine(pending, Alive);
        long freed = 0;
        try
        {
            if (File.Exists(alive))
            {
                using FileStream held = new(alive, FileMode.Open, FileAccess.Write, FileShare.Delete);
                if (!File.Exists(alive)) return 0; // it was finished in between
                freed = BytesOf(pending);
                foreach (string file in Directory.EnumerateFiles(pending)) File.Delete(file);
            }
            else if (Directory.GetLastWriteTimeUtc(pending) < OneMinuteAgo) freed = BytesOf(pending);
            else return 0; // made this very moment, or being deleted

            Delete(pending);
            return freed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return freed;
        }
    }

    private static DateTimeOffset LastUsed(string entry) => File.GetLastWriteTimeUtc(Path.Combine(entry, CacheManifest.FileName));

    private static long BytesOf(string folder) => new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);

    private static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process removed it at the same time.
        }
    }
}
