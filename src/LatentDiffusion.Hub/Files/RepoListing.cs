namespace LatentDiffusion.Hub;

/// <summary>The files of a repository at a commit, or of a folder of it.</summary>
internal sealed class RepoListing
{
    private readonly Dictionary<string, RemoteFile> _files;
    private readonly string _prefix;

    private RepoListing(Dictionary<string, RemoteFile> files, string prefix) => (_files, _prefix) = (files, prefix);

    /// <summary>The folder in the repository, empty for all of it.</summary>
    public string Folder => _prefix.TrimEnd('/');

    /// <summary>All files, at any depth.</summary>
    public IEnumerable<RemoteFile> All => _files.Values;

    /// <summary>Names of the folders right within, in ordinal order.</summary>
    public IEnumerable<string> Folders => _files.Values.Select(f => f.Path[_prefix.Length..])
        .Where(p => p.Contains('/', StringComparison.Ordinal)).Select(p => p[..p.IndexOf('/', StringComparison.Ordinal)])
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The list, where no path in it leads out.</summary>
    /// <param name="model">Name of the model, for messages.</param>
    /// <param name="files">The files.</param>
    /// <exception cref="HubException">A path leads out of the repository.</exception>
    public static RepoListing Of(string model, IEnumerable<RemoteFile> files)
    {
        Dictionary<string, RemoteFile> known = new(StringComparer.Ordinal);
        foreach (RemoteFile file in files)
        {
            if (RepoPath.EscapeOf(file.Path) is { } problem) throw Unsafe(model, file.Path, problem);
            known[file.Path] = file;
        }

        return new RepoListing(known, "");
    }

    /// <summary>Refuses files that some operating systems cannot have, or can have one of only.</summary>
    /// <exception cref="HubException">There is such a file.</exception>
    public static void RequirePortable(string model, IReadOnlyCollection<RemoteFile> files)
    {
        foreach (RemoteFile file in files)
            if (RepoPath.Problem(file.Path) is { } problem) throw Unsafe(model, file.Path, problem);
        if (files.GroupBy(f => f.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } same)
            throw Unsafe(model, same.Key, "differs from another only in case");
    }

    /// <summary>The part in a folder.</summary>
    public RepoListing Within(string folder)
    {
        string prefix = $"{_prefix}{folder}/";
        return new RepoListing(
            _files.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal), prefix);
    }

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => _files.Count == 0;

    /// <summary>A file right within or deeper, or null.</summary>
    public RemoteFile? Find(string path) => _files.GetValueOrDefault(_prefix + path);

    /// <summary>The files right within, in ordinal order.</summary>
    public IReadOnlyList<RemoteFile> Direct() =>
    [
        .. _files.Values.Where(f => !f.Path[_prefix.Length..].Contains('/', StringComparison.Ordinal))
            .OrderBy(f => f.Path, StringComparer.Ordinal),
    ];

    private static HubException Unsafe(string model, string path, string problem) => new(
        HubErrorKind.UnsafePath,
        model,
        $"the name {problem}. Nothing of this revision is fetched; tell its author to rename the file.",
        path);
}
