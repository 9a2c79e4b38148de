namespace LatentDiffusion.Hub;

/// <summary>Takes models out of the cache. What names a content goes before the content, so that nothing ever names what is gone.</summary>
/// <param name="settings">Where the caches are.</param>
internal sealed class CacheRemoval(HubSettings settings)
{
    /// <summary>Removes a model, or one revision of it.</summary>
    /// <returns>Bytes that were freed.</returns>
    /// <exception cref="HubException">It is not there, or another process downloads it.</exception>
    public long Remove(ModelName name) => name.Source == ModelSource.Civitai ? RemoveVersions(name) : RemoveRepository(name);

    private long RemoveRepository(ModelName name)
    {
        string label = name.ToString();
        RepositoryCache cache = new(settings.CacheFolder, name.Repository, settings.Symlinks);
        if (!Directory.Exists(cache.Folder)) throw Absent(label, settings.CacheFolder);
        using Held held = Held.All(Path.Combine(cache.Root, ".locks", cache.FolderName), label);
        string[] stores = SharedBlobs.Of(cache);
        long before = Size(cache.Folder);
        long left = 0;
        if (name.Revision is not { } revision)
        {
            RemoveFolders(cache);
        }
        else
        {
            string commit = CommitId.IsFull(revision) ? revision : cache.ReadRef(revision) ?? throw Absent(label, settings.CacheFolder);
            if (!Directory.Exists(cache.Snapshot(commit))) throw Absent(label, settings.CacheFolder);
            RemoveRevision(cache, commit);
            if (Directory.EnumerateDirectories(cache.Snapshots).Any()) left = Size(cache.Folder);
            else RemoveFolders(cache); // as huggingface_hub does with the last revision
        }

        return before - left + SharedBlobs.Sweep(cache.Root, stores);
    }

    private static void RemoveFolders(RepositoryCache cache)
    {
        foreach (string folder in (string[])[cache.Refs, cache.Snapshots, cache.Trees, cache.Absent, cache.Blobs, cache.Folder])
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static void RemoveRevision(RepositoryCache cache, string commit)
    {
        string[] blobs = [.. BlobsOf(cache.Snapshot(commit))];
        foreach (string name in CacheScan.RefsOf(cache).ToArray())
            if (cache.ReadRef(name) == commit) File.Delete(Path.Combine([cache.Refs, .. name.Split('/')]));
        Directory.Delete(cache.Snapshot(commit), recursive: true);
        File.Delete(Path.Combine(cache.Trees, commit + ".json"));
        if (Directory.Exists(Path.Combine(cache.Absent, commit))) Directory.Delete(Path.Combine(cache.Absent, commit), recursive: true);
        HashSet<string> used = [.. Directory.EnumerateDirectories(cache.Snapshots).SelectMany(BlobsOf)];
        foreach (string blob in blobs.Where(b => !used.Contains(b))) File.Delete(blob);
    }

    private static EnumerationOptions Deep => new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    /// <summary>The contents that links of a snapshot lead to, one step far.</summary>
    private static IEnumerable<string> BlobsOf(string snapshot) =>
        Directory.EnumerateFiles(snapshot, "*", Deep)
            .Select(f => new FileInfo(f)).Where(f => f.LinkTarget is not null)
            .Select(f => Path.GetFullPath(f.LinkTarget!, f.DirectoryName!));

    private long RemoveVersions(ModelName name)
    {
        CivitaiCache cache = new(settings.CivitaiFolder);
        ILookup<bool, string> known = cache.Files().ToLookup(f => CivitaiCache.Means(name, f.Note), f => Path.GetDirectoryName(f.Path)!);
        List<string> folders = [.. known[true].Distinct()];
        if (name.VersionId is { } version && cache.Folder(version) is var folder && Directory.Exists(folder)
            && !folders.Contains(folder) && !known[false].Contains(folder)) folders.Add(folder); // of what did not come whole
        if (folders.Count == 0) throw Absent(name.ToString(), cache.Root);
        using Held held = Held.All(Path.Combine(cache.Root, ".locks"), name.ToString());
        long freed = folders.Sum(Size);
        foreach (string removed in folders) Directory.Delete(removed, recursive: true);
        return freed;
    }

    /// <summary>Bytes of the files themselves; links have none.</summary>
    private static long Size(string folder) => Directory.EnumerateFiles(folder, "*", Deep)
        .Select(f => new FileInfo(f)).Where(f => f.LinkTarget is null).Sum(f => f.Length);

    private static HubException Absent(string name, string folder) => new(
        HubErrorKind.NotCached, name, $"it is not in the cache at {folder}. 'latentdiffusion list' shows what is.");

    /// <summary>All locks of a folder at once.</summary>
    private sealed class Held : IDisposable
    {
        private readonly List<IDisposable> _locks = [];

        public static Held All(string folder, string name)
        {
            Held held = new();
            try
            {
                foreach (string path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.lock") : [])
                    held._locks.Add(FileLock.TryAcquire(path) ?? throw new HubException(
                        HubErrorKind.InUse, name, "another process is downloading it. Wait until it is done, or end it."));
                return held;
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            foreach (IDisposable one in _locks) one.Dispose();
        }
    }
}
