namespace LatentDiffusion.Hub;

/// <summary>Finds a model in the cache, without a request.</summary>
/// <param name="cache">The folders of the repository.</param>
/// <param name="name">Name of the model.</param>
/// <param name="label">The same for messages.</param>
/// <param name="options">What is chosen where there are several.</param>
/// <param name="verifying">Told of files whose hashes are checked, or null: they are not.</param>
internal sealed class CachedSnapshots(
    RepositoryCache cache, ModelName name, string label, SelectionOptions options, ProgressReporter? verifying)
{
    private string Advice => $"Fetch it once with a network: 'latentdiffusion pull {name}'.";

    /// <summary>The folder or file that a pipeline is loaded from, or null where the cache lacks something.</summary>
    public async Task<string?> TryFindAsync(string revision, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(revision, "", cancellationToken).ConfigureAwait(false);
        }
        catch (HubException)
        {
            return null;
        }
    }

    /// <summary>The folder or file that a pipeline is loaded from.</summary>
    /// <param name="revision">Branch, tag or commit.</param>
    /// <param name="reason">Why no request is made, for the message.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="HubException">The cache lacks something, or has a file of another hash where that is checked.</exception>
    public async Task<string> FindAsync(string revision, string reason, CancellationToken cancellationToken)
    {
        string? commit = CommitId.IsFull(revision) ? revision : cache.ReadRef(revision);
        if (commit is null || !Directory.Exists(cache.Snapshot(commit)))
            throw Absent($"{reason}, and it is not in the cache at {cache.Root}. {Advice}");
        RemoteFile[] missing = [];
        IReadOnlyDictionary<string, RemoteFile>? tree = TreeCache.Read(cache, commit);
        Selection selection;
        if (tree is not null)
        {
            selection = await SelectAsync(commit, tree.Values).ConfigureAwait(false);
            missing = [.. selection.Files.Where(f => !cache.Has(commit, f))];
            if (missing.Length == 0) return await VerifiedAsync().ConfigureAwait(false);
        }

        // Another variant may be there, or all that an older huggingface_hub fetched without leaving a list.
        try
        {
            selection = await SelectAsync(commit, FilesOf(commit, tree)).ConfigureAwait(false);
        }
        catch (HubException e)
        {
            string files = missing.Length == 0 ? e.Message : $"it lacks {string.Join(", ", missing.Take(4).Select(f => f.Path))}"
                + (missing.Length > 4 ? $" and {missing.Length - 4} more" : "");
            throw Absent($"{reason}, and the cache at {cache.Root} has only a part of it: {files}. {Advice}");
        }

        return await VerifiedAsync().ConfigureAwait(false);

        async Task<string> VerifiedAsync()
        {
            if (verifying is not null)
                foreach (RemoteFile file in selection.Files)
                    if (await ProblemAsync(commit, file, cancellationToken).ConfigureAwait(false) is { } problem)
                        throw new HubException(
                            HubErrorKind.WrongHash, label, $"{reason}, and the cache at {cache.Root} {problem}. {Advice}", file.Path);
            return selection.Path.Length == 0 ? cache.Snapshot(commit) : cache.Pointer(commit, selection.Path);
        }
    }

    /// <summary>What keeps a file from being what the hub has, or null.</summary>
    private async Task<string?> ProblemAsync(string commit, RemoteFile file, CancellationToken cancellationToken)
    {
        if (file.Etag.Length == 0) return "has no hash to verify it by";
        verifying!.Stage(HubStage.Verifying, file.Path);
        return await file.Hash.MatchesAsync(cache.Pointer(commit, file.Path), _ => { }, cancellationToken).ConfigureAwait(false)
            ? null : "has it with another hash";
    }

    private Task<Selection> SelectAsync(string commit, IEnumerable<RemoteFile> files) =>
        new PipelineFiles(label, options, file => ReadAsync(commit, file)).SelectAsync(name, RepoListing.Of(label, files));

    private async Task<byte[]> ReadAsync(string commit, RemoteFile file)
    {
        string path = cache.Pointer(commit, file.Path);
        if (RealFile.Length(path) is not <= ModelIndex.MaxBytes) throw Absent($"it lacks {file.Path}");
        return await File.ReadAllBytesAsync(path).ConfigureAwait(false);
    }

    /// <summary>
    /// The files of a snapshot, with the hashes of the list, else with those that name the contents to which they are links, else without.
    /// </summary>
    private IEnumerable<RemoteFile> FilesOf(string commit, IReadOnlyDictionary<string, RemoteFile>? tree)
    {
        string folder = cache.Snapshot(commit);
        EnumerationOptions all = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (string path in Directory.EnumerateFiles(folder, "*", all))
        {
            if (RealFile.Length(path) is not { } size) continue;
            string name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            string content = Path.GetFileName(new FileInfo(path).LinkTarget) ?? "";
            yield return tree?.GetValueOrDefault(name) is { } listed ? listed with { Size = size }
                : new RemoteFile(name, size, CommitId.IsFull(content) ? content : "") { Sha256 = CommitId.IsSha256(content) ? content : null };
        }
    }

    private HubException Absent(string problem) => new(HubErrorKind.NotCached, label, problem);
}
