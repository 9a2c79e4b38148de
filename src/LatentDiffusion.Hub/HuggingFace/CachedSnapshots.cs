namespace LatentDiffusion.Hub;

/// <summary>Finds a model in the cache, without a request.</summary>
/// <param name="cache">The folders of the repository.</param>
/// <param name="name">Name of the model.</param>
/// <param name="label">The same for messages.</param>
/// <param name="options">What is chosen where there are several.</param>
internal sealed class CachedSnapshots(RepositoryCache cache, ModelName name, string label, SelectionOptions options)
{
    private string Advice => $"Fetch it once with a network: 'latentdiffusion pull {name}'.";

    /// <summary>The folder or file that a pipeline is loaded from, or null where the cache lacks something.</summary>
    public async Task<string?> TryFindAsync(string revision)
    {
        try
        {
            return await FindAsync(revision, "").ConfigureAwait(false);
        }
        catch (HubException)
        {
            return null;
        }
    }

    /// <summary>The folder or file that a pipeline is loaded from.</summary>
    /// <param name="revision">Branch, tag or commit.</param>
    /// <param name="reason">Why no request is made, for the message.</param>
    /// <exception cref="HubException">The cache lacks something.</exception>
    public async Task<string> FindAsync(string revision, string reason)
    {
        string? commit = CommitId.IsFull(revision) ? revision : cache.ReadRef(revision);
        if (commit is null || !Directory.Exists(cache.Snapshot(commit)))
            throw Absent($"{reason}, and it is not in the cache at {cache.Root}. {Advice}");
        RemoteFile[] missing = [];
        if (TreeCache.Read(cache, commit) is { } tree)
        {
            Selection selection = await SelectAsync(commit, tree.Values).ConfigureAwait(false);
            missing = [.. selection.Files.Where(f => !cache.Has(commit, f))];
            if (missing.Length == 0) return PathOf(commit, selection);
        }

        // Another variant may be there, or all that an older huggingface_hub fetched without leaving a list.
        try
        {
            return PathOf(commit, await SelectAsync(commit, FilesOf(commit)).ConfigureAwait(false));
        }
        catch (HubException e)
        {
            string files = missing.Length == 0 ? e.Message : $"it lacks {string.Join(", ", missing.Take(4).Select(f => f.Path))}"
                + (missing.Length > 4 ? $" and {missing.Length - 4} more" : "");
            throw Absent($"{reason}, and the cache at {cache.Root} has only a part of it: {files}. {Advice}");
        }
    }

    private string PathOf(string commit, Selection selection) =>
        selection.Path.Length == 0 ? cache.Snapshot(commit) : cache.Pointer(commit, selection.Path);

    private Task<Selection> SelectAsync(string commit, IEnumerable<RemoteFile> files) =>
        new PipelineFiles(label, options, file => ReadAsync(commit, file)).SelectAsync(name, RepoListing.Of(label, files));

    private async Task<byte[]> ReadAsync(string commit, RemoteFile file)
    {
        string path = cache.Pointer(commit, file.Path);
        if (RealFile.Length(path) is not <= ModelIndex.MaxBytes) throw Absent($"it lacks {file.Path}");
        return await File.ReadAllBytesAsync(path).ConfigureAwait(false);
    }

    private IEnumerable<RemoteFile> FilesOf(string commit)
    {
        string folder = cache.Snapshot(commit);
        EnumerationOptions all = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (string path in Directory.EnumerateFiles(folder, "*", all))
            if (RealFile.Length(path) is { } size)
                yield return new RemoteFile(Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), size, "");
    }

    private HubException Absent(string problem) => new(HubErrorKind.NotCached, label, problem);
}
