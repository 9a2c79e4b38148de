namespace LatentDiffusion.Hub;

/// <summary>Brings files of a repository at a commit into the cache.</summary>
internal sealed class SnapshotDownload(
    HubSettings settings, HubHttp http, RepositoryCache cache, HuggingFaceApi api, string commit, string label, ProgressReporter progress)
{
    private readonly Downloader _downloader = new(http, settings);

    /// <summary>The content of a small file, which is fetched where it is not there.</summary>
    /// <exception cref="HubException">It cannot be had.</exception>
    public async Task<byte[]> ReadAsync(RemoteFile file, CancellationToken cancellationToken)
    {
        if (RepoPath.Problem(file.Path) is not null) RepoListing.RequirePortable(label, [file]);
        if (file.Size > ModelIndex.MaxBytes)
            throw new HubException(HubErrorKind.NotAModel, label, $"a file of {file.Size} bytes is not plausible here.", file.Path);
        await FetchAsync(file, isCounted: false, cancellationToken).ConfigureAwait(false);
        return await Guard(file, () => File.ReadAllBytesAsync(cache.Pointer(commit, file.Path), cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Fetches those of the files that are not there.</summary>
    /// <param name="files">The files.</param>
    /// <param name="free">Tells the free bytes of a disk, or null where they are not known.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="HubException">One cannot be had, or there is no room for all.</exception>
    public async Task FetchAsync(IReadOnlyList<RemoteFile> files, Func<string, long?> free, CancellationToken cancellationToken)
    {
        progress.Expect(files.Sum(f => f.Size), files.Count);
        long needed = files.Where(f => !cache.Has(commit, f) && RealFile.Length(cache.Blob(f)) != f.Size).DistinctBy(f => f.Etag)
            .Sum(f => f.Size - Math.Min(f.Size, RealFile.Length(cache.Incomplete(f)) ?? 0));
        DiskFaults.RequireRoom(label, cache.Folder, HubService.HuggingFace(settings), needed, free);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = settings.Options.Connections, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            files.OrderByDescending(f => f.Size), // the largest takes longest, whatever goes on beside it
            parallel,
            async (file, token) => await FetchAsync(file, isCounted: true, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task FetchAsync(RemoteFile file, bool isCounted, CancellationToken cancellationToken)
    {
        bool came = !await IsThereAsync(file, cancellationToken).ConfigureAwait(false);
        if (came)
        {
            came = await Guard(file, async () =>
            {
                cache.WriteTag();
                string path = cache.Lock(file);
                using IDisposable held = await FileLock.AcquireAsync(
                    path, () => progress.Stage(HubStage.Waiting, file.Path), cancellationToken).ConfigureAwait(false);
                return await FetchLockedAsync(file, path, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        if (isCounted) progress.Complete(file.Path, came ? 0 : file.Size);
    }

    /// <summary>Fetches a file whose lock is held, unless another process has done so.</summary>
    /// <returns>Whether its bytes came.</returns>
    private async Task<bool> FetchLockedAsync(RemoteFile file, string lockPath, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(file, cancellationToken).ConfigureAwait(false)) return false;
        string blob = cache.Blob(file);
        bool isNew = RealFile.Length(blob) != file.Size || !await IsSoundAsync(file, blob, cancellationToken).ConfigureAwait(false);
        if (isNew)
        {
            string target = FileLock.IsHonoured(lockPath)
                ? cache.Incomplete(file) : $"{blob}.{Guid.NewGuid().ToString("N")[..8]}.incomplete"; // as huggingface_hub names its own
            Download download = new(api.Content(commit, file), file.Path, target, file.Hash) { Size = file.Size, MaxSize = file.Size };
            await _downloader.FetchAsync(download, progress, cancellationToken).ConfigureAwait(false);
            File.Move(target, blob, overwrite: true);
        }

        cache.Place(commit, file, isNew);
        return isNew;
    }

    private async Task<bool> IsThereAsync(RemoteFile file, CancellationToken cancellationToken) =>
        cache.Has(commit, file) && await IsSoundAsync(file, cache.Pointer(commit, file.Path), cancellationToken).ConfigureAwait(false);

    private async Task<bool> IsSoundAsync(RemoteFile file, string path, CancellationToken cancellationToken)
    {
        if (!settings.Options.Verify) return true;
        progress.Stage(HubStage.Verifying, file.Path);
        return await file.Hash.MatchesAsync(path, _ => { }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> Guard<T>(RemoteFile file, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && e is not HubException)
        {
            throw DiskFaults.Explain(e, label, file.Path, cache.Folder, HubService.HuggingFace(settings));
        }
    }
}
