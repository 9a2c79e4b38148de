namespace LatentDiffusion.Hub;

/// <summary>Fetches models of the Hugging Face hub into the cache.</summary>
/// <param name="settings">From where, to where, and how.</param>
/// <param name="http">What sends the requests.</param>
/// <param name="free">Tells the free bytes of a disk, or null where they are not known.</param>
internal sealed class HuggingFaceModels(HubSettings settings, HubHttp http, Func<string, long?> free)
{
    private const string MainBranch = "main", Index = "model_index.json";

    /// <summary>Fetches what of a model is not there yet.</summary>
    /// <returns>The folder or file that a pipeline is loaded from.</returns>
    /// <exception cref="HubException">It cannot be had.</exception>
    public async Task<string> GetAsync(
        ModelName name, SelectionOptions options, ProgressReporter progress, CancellationToken cancellationToken)
    {
        string revision = name.Revision ?? MainBranch, label = $"{name.Repository}@{revision}";
        RepositoryCache cache = new(settings.CacheFolder, name.Repository, settings.Symlinks);
        CachedSnapshots cached = new(cache, name, label, options, settings.Options.Verify ? progress : null);
        progress.Stage(HubStage.Resolving);
        if (settings.Offline)
            return await cached.FindAsync(revision, "requests are off (HF_HUB_OFFLINE)", cancellationToken).ConfigureAwait(false);
        HuggingFaceApi api = new(http, settings, name, label, progress);
        string commit;
        IReadOnlyDictionary<string, RemoteFile> tree;
        try
        {
            // With something in the cache that can stand in, nobody wants to wait.
            int retries = cache.ReadRef(revision) is null ? settings.Options.Retries : 0;
            commit = CommitId.IsFull(revision)
                ? revision : await api.ResolveAsync(revision, retries, cancellationToken).ConfigureAwait(false);
            tree = TreeCache.Read(cache, commit) ?? await ListAsync(api, cache, commit, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException e) when (e.LeavesTheCache)
        {
            if (await cached.TryFindAsync(revision, cancellationToken).ConfigureAwait(false) is not { } path) throw;
            progress.Notice($"{e.Message} The cache is used in its place.");
            return path;
        }

        SnapshotDownload download = new(settings, http, cache, api, commit, label, progress);
        RepoListing listing = RepoListing.Of(label, tree.Values);
        Selection selection = await new PipelineFiles(label, options, file => download.ReadAsync(file, cancellationToken))
            .SelectAsync(name, listing).ConfigureAwait(false);
        RepoListing.RequirePortable(label, selection.Files);
        await download.FetchAsync(selection.Files, free, cancellationToken).ConfigureAwait(false);
        BestEffort(progress, () =>
        {
            if (!selection.HasIndex && listing.Find(Index) is null) cache.WriteAbsent(commit, Index);
            cache.WriteRef(revision, commit);
        });
        progress.Stage(HubStage.Done);
        return selection.Path.Length == 0 ? cache.Snapshot(commit) : cache.Pointer(commit, selection.Path);
    }

    private static async Task<IReadOnlyDictionary<string, RemoteFile>> ListAsync(
        HuggingFaceApi api, RepositoryCache cache, string commit, ProgressReporter progress, CancellationToken cancellationToken)
    {
        var tree = await api.ListAsync(commit, cancellationToken).ConfigureAwait(false);
        BestEffort(progress, () => TreeCache.Write(cache, commit, tree));
        return tree;
    }

    /// <summary>Notes for later need not succeed: the cache may be one that can only be read, and has all that is needed.</summary>
    private static void BestEffort(ProgressReporter progress, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            progress.Notice($"The cache cannot be written, so that the model may not be found without a network: {e.Message}");
        }
    }
}
