namespace LatentDiffusion.Hub;

/// <summary>
/// Where models come from, where they are kept, and how patiently they are fetched. What is null is taken from the environment variables
/// of huggingface_hub (https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables), else from its defaults.
/// </summary>
public sealed record ModelHubOptions
{
    /// <summary>Address of the hub. Default null: <c>HF_ENDPOINT</c>, else <c>https://huggingface.co</c>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>
    /// Folder of the cache, shared with huggingface_hub. Default null: <c>HF_HUB_CACHE</c>, else <c>HF_HOME/hub</c>, else
    /// <c>~/.cache/huggingface/hub</c>.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>
    /// Token that is sent to the hub, and to no other host, nor unencrypted but to this machine. Default null: <c>HF_TOKEN</c>, else the
    /// content of <c>HF_TOKEN_PATH</c>, <c>~/.cache/huggingface/token</c>, unless <c>HF_HUB_DISABLE_IMPLICIT_TOKEN</c> is set. Empty: none.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>Address of Civitai. Default null: <c>CIVITAI_ENDPOINT</c>, else <c>https://civitai.com</c>.</summary>
    public Uri? CivitaiEndpoint { get; init; }

    /// <summary>
    /// Folder for models of Civitai. Default null: <c>CIVITAI_CACHE</c>, else <c>latentdiffusion/civitai</c> in the user's folder for
    /// caches: <c>XDG_CACHE_HOME</c>, else <c>~/.cache</c>.
    /// </summary>
    public string? CivitaiFolder { get; init; }

    /// <summary>API key for Civitai, sent as carefully. Default null: <c>CIVITAI_TOKEN</c>. Empty: none.</summary>
    public string? CivitaiToken { get; init; }

    /// <summary>
    /// Whether no request is made, and models must be in the cache. Default null: <c>HF_HUB_OFFLINE</c> or <c>TRANSFORMERS_OFFLINE</c>.
    /// </summary>
    public bool? Offline { get; init; }

    /// <summary>
    /// Whether files of a snapshot are links to those that hold the content, so that revisions share them. Default null: true where links
    /// can be made and <c>HF_HUB_DISABLE_SYMLINKS</c> is not set.
    /// </summary>
    public bool? Symlinks { get; init; }

    /// <summary>
    /// The variant of the weights, as in <c>model.fp16.safetensors</c>: <c>fp16</c> where a model should be loaded in half precision. Where
    /// a component lacks it, as where this is null (default), the plain weights are fetched, else half precision, else whichever there are.
    /// </summary>
    public string? Variant { get; init; }

    /// <summary>Which format is fetched where a repository has several. Default <see cref="ModelWeights.Auto"/>.</summary>
    public ModelWeights Weights { get; init; }

    /// <summary>
    /// Components that are left out although <c>model_index.json</c> names them, as pipelines here have no use for them. Default
    /// <c>safety_checker</c> and <c>image_encoder</c>.
    /// </summary>
    public IReadOnlyCollection<string> Skipped { get; init; } = ["safety_checker", "image_encoder"];

    /// <summary>
    /// Whether files that are in the cache are read and checked by their hash too, and fetched anew where it is wrong, or named where requests
    /// are off. Default false: their sizes are checked.
    /// </summary>
    public bool Verify { get; init; }

    /// <summary>How long an answer to a question may take. Default null: <c>HF_HUB_ETAG_TIMEOUT</c>, else 10 s.</summary>
    public TimeSpan? MetadataTimeout { get; init; }

    /// <summary>
    /// How long a download may stand still before it is tried again. Default null: <c>HF_HUB_DOWNLOAD_TIMEOUT</c>, else 10 s.
    /// </summary>
    public TimeSpan? DownloadTimeout { get; init; }

    /// <summary>How often a request is tried again that failed for a passing reason, 0 to 100. Default 5.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Pause before the first further try; it doubles from try to try, up to 8 times as long. Default 1 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause that is granted where the hub asks for one. Default 5 minutes, the window of the hub's limits.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Files that are downloaded at the same time, 1 to 32. Default 4.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>
    /// What sends the requests; for proxies, certificates and tests. It must not follow redirects or decompress by itself. It is not
    /// disposed. Default null: a handler of the hub's own.
    /// </summary>
    public HttpMessageHandler? HttpHandler { get; init; }
}
