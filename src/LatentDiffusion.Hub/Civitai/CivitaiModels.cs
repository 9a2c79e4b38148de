using System.Globalization;
using System.Text.Json;

namespace LatentDiffusion.Hub;

/// <summary>Fetches models of Civitai (https://developer.civitai.com/docs/api/public-rest).</summary>
/// <param name="settings">From where, to where, and how.</param>
/// <param name="http">What sends the requests.</param>
/// <param name="free">Tells the free bytes of a disk, or null where they are not known.</param>
internal sealed class CivitaiModels(HubSettings settings, HubHttp http, Func<string, long?> free)
{
    private const int MaxAnswer = 16 << 20;
    private const long Slack = 1 << 20, MaxSize = 1L << 40; // sizes are said in kilobytes, and sometimes not at all

    private readonly HubService _service = HubService.Civitai(settings);
    private readonly CivitaiCache _cache = new(settings.CivitaiFolder);

    /// <summary>Fetches a file unless it is there.</summary>
    /// <returns>The <c>.safetensors</c> file.</returns>
    /// <exception cref="HubException">It cannot be had.</exception>
    public async Task<string> GetAsync(ModelName name, string? variant, ProgressReporter progress, CancellationToken cancellationToken)
    {
        progress.Stage(HubStage.Resolving);
        if (settings.Offline)
            return _cache.Find(name) ?? throw new HubException(
                HubErrorKind.NotCached, name.ToString(),
                $"requests are off (HF_HUB_OFFLINE), and it is not in the cache at {_cache.Root}. Fetch it once with a network: "
                + $"'latentdiffusion pull {name}'.");
        CivitaiVersion version;
        try
        {
            version = await VersionAsync(name, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException e) when (e.LeavesTheCache && _cache.Find(name) is not null)
        {
            progress.Notice($"{e.Message} The cache is used in its place.");
            return _cache.Find(name)!;
        }

        CivitaiFile file = version.Choose(name, variant);
        if ((RepoPath.Problem(file.Name) ?? (file.Name.Contains('/', StringComparison.Ordinal) ? "has a slash" : null)) is { } problem)
            throw new HubException(HubErrorKind.UnsafePath, name.ToString(), $"the name {problem}. Look for another version.", file.Name);
        string path = await Guard(name, file, () => FetchAsync(name, version, file, progress, cancellationToken)).ConfigureAwait(false);
        progress.Stage(HubStage.Done);
        return path;
    }

    private async Task<string> FetchAsync(
        ModelName name, CivitaiVersion version, CivitaiFile file, ProgressReporter progress, CancellationToken cancellationToken)
    {
        string path = Path.Combine(_cache.Folder(version.Id), file.Name), hash = file.Sha256!, lockPath = _cache.Lock(hash);
        progress.Expect(file.Size ?? 0, 1);
        if (await IsThereAsync(path, hash, cancellationToken).ConfigureAwait(false)) return Counted();
        using IDisposable held = await FileLock.AcquireAsync(lockPath, () => progress.Stage(HubStage.Waiting, file.Name), cancellationToken)
            .ConfigureAwait(false);
        if (await IsThereAsync(path, hash, cancellationToken).ConfigureAwait(false)) return Counted();
        string target = FileLock.IsHonoured(lockPath)
            ? _cache.Incomplete(version.Id, hash) : _cache.Incomplete(version.Id, $"{hash}.{Guid.NewGuid().ToString("N")[..8]}");
        DiskFaults.RequireRoom(name.ToString(), _cache.Root, _service, (file.Size ?? 0) - (RealFile.Length(target) ?? 0), free);
        string address = file.Download ?? FormattableString.Invariant($"api/download/models/{version.Id}?type=Model&format=SafeTensor");
        HubRequest request = Ask(address, name, progress) with { File = file.Name, Timeout = settings.DownloadTimeout };
        Download download = new(request, file.Name, target, ContentHash.Sha256(hash)) { MaxSize = file.Size + Slack ?? MaxSize };
        await new Downloader(http, settings).FetchAsync(download, progress, cancellationToken).ConfigureAwait(false);
        File.Move(target, path, overwrite: true);
        new CivitaiNote(version.ModelId, version.Id, hash, new FileInfo(path).Length)
        {
            Title = version.Title, Hashes = [.. file.Hashes.Values],
        }.Write(path, version);
        progress.Complete(file.Name, 0);
        return path;

        string Counted()
        {
            progress.Complete(file.Name, file.Size ?? 0);
            return path;
        }
    }

    private async Task<bool> IsThereAsync(string path, string hash, CancellationToken cancellationToken) =>
        CivitaiNote.Read(path + CivitaiNote.Ending) is { } note && note.Sha256 == hash && RealFile.Length(path) == note.Size
        && (!settings.Options.Verify
            || await ContentHash.Sha256(hash).MatchesAsync(path, _ => { }, cancellationToken).ConfigureAwait(false));

    private async Task<CivitaiVersion> VersionAsync(ModelName name, ProgressReporter progress, CancellationToken cancellationToken)
    {
        long? id = name.VersionId;
        if (id is null && name.Hash is null) id = await NewestAsync(name, progress, cancellationToken).ConfigureAwait(false);
        string path = id is null ? $"by-hash/{name.Hash}" : id.Value.ToString(CultureInfo.InvariantCulture);
        HubRequest request = Ask($"api/v1/model-versions/{path}", name, progress);
        var (json, _) = await http.JsonAsync(request, MaxAnswer, cancellationToken).ConfigureAwait(false);
        using (json)
        {
            CivitaiVersion version = CivitaiVersion.From(json.RootElement) ?? throw NotUnderstood(request);
            if (id is not null && version.Id != id) throw NotUnderstood(request);
            return name.ModelId is null || version.ModelId is null || name.ModelId == version.ModelId
                ? version : throw request.Fails(HubErrorKind.RevisionNotFound, $"version {version.Id} is of the model {version.ModelId}.");
        }
    }

    private async Task<long> NewestAsync(ModelName name, ProgressReporter progress, CancellationToken cancellationToken)
    {
        HubRequest request = Ask(FormattableString.Invariant($"api/v1/models/{name.ModelId}"), name, progress);
        var (json, _) = await http.JsonAsync(request, MaxAnswer, cancellationToken).ConfigureAwait(false);
        using (json)
        {
            JsonElement root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("modelVersions", out JsonElement versions)
                && versions.ValueKind == JsonValueKind.Array && versions.GetArrayLength() > 0
                ? JsonText.Number(versions[0], "id") ?? throw NotUnderstood(request) : throw NotUnderstood(request);
        }
    }

    private HubRequest Ask(string path, ModelName name, ProgressReporter progress) => new(_service, _service.At(path), name.ToString())
    {
        Page = name.ModelId is { } model ? _service.At(FormattableString.Invariant($"models/{model}")) : _service.Address,
        Timeout = settings.MetadataTimeout, Retries = settings.Options.Retries,
        Retrying = reason => progress.Notice($"{_service.Name}: {reason}"),
    };

    private static HubException NotUnderstood(HubRequest request) => request.Fails(
        HubErrorKind.Protocol,
        $"the answer of {request.Service.Name} is not about a version of a model. Check the endpoint "
        + $"({request.Service.EndpointVariable}).");

    private async Task<T> Guard<T>(ModelName name, CivitaiFile file, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && e is not HubException)
        {
            throw DiskFaults.Explain(e, name.ToString(), file.Name, _cache.Root, _service);
        }
    }
}
