using System.Globalization;

namespace LatentDiffusion.Hub;

/// <summary>Finds what the caches hold.</summary>
/// <param name="settings">Where they are.</param>
internal sealed class CacheScan(HubSettings settings)
{
    private const string Prefix = "models--";

    private static readonly EnumerationOptions Deep = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    /// <summary>All models, by name.</summary>
    public IReadOnlyList<CachedModel> Models() =>
        [.. Repositories().Concat(Civitai()).OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase)];

    private IEnumerable<CachedModel> Repositories()
    {
        if (!Directory.Exists(settings.CacheFolder)) yield break;
        foreach (string folder in Directory.EnumerateDirectories(settings.CacheFolder, Prefix + "*"))
        {
            string name = Path.GetFileName(folder)[Prefix.Length..].Replace("--", "/", StringComparison.Ordinal);
            if (ModelName.TryParse(name, out ModelName? parsed) && parsed.Repository == name)
                yield return ModelOf(name, new RepositoryCache(settings.CacheFolder, name, settings.Symlinks));
        }
    }

    private static CachedModel ModelOf(string name, RepositoryCache cache)
    {
        ILookup<string?, string> refs = RefsOf(cache).ToLookup(r => cache.ReadRef(r), StringComparer.Ordinal);
        var snapshots = Folders(cache.Snapshots).Select(folder =>
        {
            string[] files = [.. Directory.EnumerateFiles(folder, "*", Deep)];
            string commit = Path.GetFileName(folder);
            CachedRevision revision = new(commit, folder, files.Sum(f => RealFile.Length(f) ?? 0), files.Length)
            {
                Refs = [.. refs[commit].Order(StringComparer.Ordinal)],
            };
            return (Revision: revision, Files: files, Written: Directory.GetLastWriteTimeUtc(folder));
        }).OrderByDescending(s => s.Written).ToArray();
        string[] blobs = Directory.Exists(cache.Blobs) ? Directory.GetFiles(cache.Blobs) : [];
        long incomplete = blobs.Where(IsIncomplete).Sum(Length);
        long own = snapshots.SelectMany(s => s.Files).Where(f => new FileInfo(f).LinkTarget is null).Sum(Length); // where no links are
        return new CachedModel(name, cache.Folder, blobs.Sum(Length) + own)
        {
            Revisions = [.. snapshots.Select(s => s.Revision)], IncompleteBytes = incomplete,
            LastModified = blobs.Concat(snapshots.SelectMany(s => s.Files)).Select(File.GetLastWriteTimeUtc)
                .DefaultIfEmpty(Directory.GetLastWriteTimeUtc(cache.Folder)).Max(),
        };
    }

    /// <summary>Names of the branches and tags that are noted.</summary>
    public static IEnumerable<string> RefsOf(RepositoryCache cache) => Directory.Exists(cache.Refs)
        ? Directory.EnumerateFiles(cache.Refs, "*", Deep).Where(f => !f.EndsWith(".tmp", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(cache.Refs, f).Replace(Path.DirectorySeparatorChar, '/'))
        : [];

    private IEnumerable<CachedModel> Civitai()
    {
        CivitaiCache cache = new(settings.CivitaiFolder);
        ILookup<long, CivitaiNote> notes = cache.Files().ToLookup(f => f.Note.VersionId, f => f.Note);
        foreach (var (folder, version) in cache.Folders())
        {
            CivitaiNote[] whole = [.. notes[version]];
            string[] files = Directory.GetFiles(folder), titles = [.. whole.Select(n => RemoteText.Clean(n.Title)).Distinct()];
            CachedRevision revision = new(
                version.ToString(CultureInfo.InvariantCulture), folder, whole.Sum(n => n.Size), whole.Length) { Refs = titles };
            string name = CivitaiName.Of(whole.FirstOrDefault()?.ModelId, version).ToString();
            yield return new CachedModel(name, folder, files.Sum(Length))
            {
                Revisions = [revision], IncompleteBytes = files.Where(IsIncomplete).Sum(Length),
                LastModified = files.Append(folder).Max(File.GetLastWriteTimeUtc),
            };
        }
    }

    private static IEnumerable<string> Folders(string folder) => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];

    private static bool IsIncomplete(string path) => path.EndsWith(".incomplete", StringComparison.Ordinal);

    private static long Length(string path) => RealFile.Length(path) ?? 0;
}
