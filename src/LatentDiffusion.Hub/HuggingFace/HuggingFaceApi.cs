using System.Text.Json;

namespace LatentDiffusion.Hub;

/// <summary>
/// The questions that the hub answers about a repository
/// (https://github.com/huggingface/huggingface_hub/blob/v1.0.0/src/huggingface_hub/hf_api.py).
/// </summary>
/// <param name="http">What sends them.</param>
/// <param name="settings">Where, and how patiently.</param>
/// <param name="name">Name of the model.</param>
/// <param name="label">The same for messages.</param>
/// <param name="progress">Told of further tries.</param>
internal sealed class HuggingFaceApi(HubHttp http, HubSettings settings, ModelName name, string label, ProgressReporter progress)
{
    private const int MaxAnswer = 32 << 20; // what 100,000 files take
    private const int MaxFiles = 100_000, MaxPages = 1000;

    private readonly HubService _service = HubService.HuggingFace(settings);

    /// <summary>The commit that a branch or tag is at.</summary>
    /// <param name="revision">The branch, tag, or beginning of a commit.</param>
    /// <param name="retries">How often it is tried again.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="HubException">The hub does not say.</exception>
    public async Task<string> ResolveAsync(string revision, int retries, CancellationToken cancellationToken)
    {
        HubRequest request = Ask($"api/models/{name.Repository}/revision/{Uri.EscapeDataString(revision)}") with { Retries = retries };
        var (json, _) = await http.JsonAsync(request, MaxAnswer, cancellationToken).ConfigureAwait(false);
        using (json)
        {
            return JsonText.Of(json.RootElement, "sha") is { } commit && CommitId.IsFull(commit)
                ? commit : throw NotUnderstood(request, "it names no commit");
        }
    }

    /// <summary>The files at a commit.</summary>
    /// <exception cref="HubException">The hub does not say.</exception>
    public async Task<IReadOnlyDictionary<string, RemoteFile>> ListAsync(string commit, CancellationToken cancellationToken)
    {
        Dictionary<string, RemoteFile> files = new(StringComparer.Ordinal);
        HubRequest request = Ask($"api/models/{name.Repository}/tree/{commit}?recursive=true&expand=false");
        for (int page = 0; page < MaxPages; page++)
        {
            var (json, next) = await http.JsonAsync(request, MaxAnswer, cancellationToken).ConfigureAwait(false);
            using (json)
            {
                if (json.RootElement.ValueKind != JsonValueKind.Array) throw NotUnderstood(request, "it is no list of files");
                foreach (JsonElement entry in json.RootElement.EnumerateArray())
                    if (FileOf(request, entry) is { } file && !files.TryAdd(file.Path, file))
                        throw NotUnderstood(request, $"'{file.Path}' is in it twice");
                if (files.Count > MaxFiles) throw NotUnderstood(request, $"it has more than {MaxFiles} files");
            }

            if (next is null) return files;
            request = request with { Url = next };
        }

        throw NotUnderstood(request, $"it has more than {MaxPages} pages");
    }

    /// <summary>The request for the content of a file.</summary>
    public HubRequest Content(string commit, RemoteFile file) =>
        Ask($"{name.Repository}/resolve/{commit}/{string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString))}") with
        {
            File = file.Path, Timeout = settings.DownloadTimeout,
        };

    private HubRequest Ask(string path) => new(_service, _service.At(path), label)
    {
        Page = _service.At(name.Repository), Timeout = settings.MetadataTimeout, Retries = settings.Options.Retries,
        Retrying = reason => progress.Notice($"{_service.Name}: {reason}"),
    };

    private static RemoteFile? FileOf(HubRequest request, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object) throw NotUnderstood(request, "it is no list of files");
        if (JsonText.Of(entry, "type") != "file") return null;
        string? path = JsonText.Of(entry, "path"), oid = JsonText.Of(entry, "oid"), xet = JsonText.Of(entry, "xetHash");
        RemoteFile? file = path is not null && JsonText.Number(entry, "size") is { } size && oid is not null && CommitId.IsFull(oid)
            ? new RemoteFile(path, size, oid) { XetHash = xet is not null && CommitId.IsSha256(xet) ? xet : null } : null;
        if (file is not null && entry.TryGetProperty("lfs", out JsonElement lfs) && lfs.ValueKind == JsonValueKind.Object)
            file = JsonText.Of(lfs, "oid") is { } sha && CommitId.IsSha256(sha) && JsonText.Number(lfs, "size") is { } real
                ? file with { Sha256 = sha, Size = real } : null;
        return file is { Size: <= RemoteFile.MaxSize }
            ? file : throw NotUnderstood(request, $"the entry {entry.GetRawText()} has no path, size or hash");
    }

    private static HubException NotUnderstood(HubRequest request, string problem) => request.Fails(
        HubErrorKind.Protocol,
        $"the answer of {request.Service.Name} is not what a hub answers: {problem}. Check the endpoint "
        + $"({request.Service.EndpointVariable}).");
}
