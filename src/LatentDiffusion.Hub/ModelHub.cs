namespace LatentDiffusion.Hub;

/// <summary>
/// Models by name: fetches what a pipeline needs of the Hugging Face hub and of Civitai, checks it by its hash, and keeps it in the cache
/// that huggingface_hub shares.
/// </summary>
/// <remarks>Any number of threads and processes may fetch at once; what several need is downloaded once.</remarks>
public sealed class ModelHub : IDisposable
{
    private readonly HubSettings _settings;
    private readonly HubHttp _http;
    private readonly Func<string, long?> _free;

    /// <summary>Makes a hub.</summary>
    /// <param name="options">From where, to where and how models are fetched; default as huggingface_hub would.</param>
    /// <exception cref="ArgumentException">A value of the options or of the environment breaks a rule; the message names both.</exception>
    public ModelHub(ModelHubOptions? options = null)
        : this(options ?? new ModelHubOptions(), HubEnvironment.Process, DiskFaults.Free)
    {
    }

    internal ModelHub(ModelHubOptions options, HubEnvironment environment, Func<string, long?> free)
    {
        (_settings, _free) = (new HubSettings(options, environment), free);
        _http = new HubHttp(_settings);
    }

    /// <summary>Fetches a model, or what of it is not in the cache yet.</summary>
    /// <param name="name">
    /// Its name, in one of the forms of <see cref="ModelName"/>: <c>org/name</c>, <c>hf://org/name@revision</c>,
    /// <c>civitai:VERSION</c>, ...
    /// </param>
    /// <param name="revision">Branch, tag or commit, where the name has none. Default the main branch.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops it. What has come is kept, and gone on with by the next call.</param>
    /// <returns>
    /// The folder of the model, or the <c>.safetensors</c> file where the model is one: what
    /// <see cref="LatentDiffusionPipeline.Load"/> takes. Its content must not be changed, as others share it.
    /// </returns>
    /// <exception cref="ArgumentException">The name or revision breaks a rule; the message says which.</exception>
    /// <exception cref="HubException">It cannot be had; the message says why, and what to do.</exception>
    public Task<string> GetAsync(
        string name, string? revision = null, IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default) =>
        GetAsync(Named(name, revision), SelectionOptions.From(_settings.Options), progress, cancellationToken);

    /// <summary>Lists the models in the cache, with their sizes.</summary>
    /// <exception cref="HubException">The cache cannot be read.</exception>
    public IReadOnlyList<CachedModel> List() => Guard(null, new CacheScan(_settings).Models);

    /// <summary>Removes a model from the cache, or one revision of it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="revision">Branch, tag or commit, where the name has none. Default all.</param>
    /// <returns>Bytes that were freed.</returns>
    /// <exception cref="ArgumentException">The name or revision breaks a rule; the message says which.</exception>
    /// <exception cref="HubException">It is not there, is being downloaded, or cannot be removed.</exception>
    public long Remove(string name, string? revision = null)
    {
        ModelName model = Named(name, revision);
        return Guard(model, () => new CacheRemoval(_settings).Remove(model));
    }

    /// <summary>Closes connections. The options' handler is not disposed.</summary>
    public void Dispose() => _http.Dispose();

    /// <summary>The variant that is fetched where nothing else is said.</summary>
    internal string? Variant => _settings.Options.Variant;

    /// <summary>Fetches a model, in a variant of its own.</summary>
    internal Task<string> GetVariantAsync(
        string name, string? variant, IProgress<HubProgress>? progress, CancellationToken cancellationToken) =>
        GetAsync(Named(name, null), SelectionOptions.From(_settings.Options) with { Variant = variant }, progress, cancellationToken);

    private async Task<string> GetAsync(
        ModelName name, SelectionOptions options, IProgress<HubProgress>? progress, CancellationToken cancellationToken)
    {
        ProgressReporter reporter = new(name.ToString(), progress);
        cancellationToken.ThrowIfCancellationRequested();
        Task<string> path = name.Source == ModelSource.Civitai
            ? new CivitaiModels(_settings, _http, _free).GetAsync(name, options.Variant, reporter, cancellationToken)
            : new HuggingFaceModels(_settings, _http, _free).GetAsync(name, options, reporter, cancellationToken);
        try
        {
            return await path.ConfigureAwait(false);
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            throw Explained(e, name);
        }
    }

    private static ModelName Named(string name, string? revision)
    {
        ModelName model = ModelName.Parse(name);
        if (revision is null) return model;
        if (model.Source == ModelSource.Civitai)
            throw new ArgumentException($"'{revision}': models of Civitai have no revisions; name a version.", nameof(revision));
        try
        {
            ModelNameParser.RequireRevision(revision);
        }
        catch (FormatException e)
        {
            throw new ArgumentException(RemoteText.Clean(e.Message), nameof(revision), e);
        }

        return model.Revision is null || model.Revision == revision
            ? model with { Revision = revision }
            : throw new ArgumentException($"'{name}' names a revision, and '{revision}' is another one.", nameof(revision));
    }

    private T Guard<T>(ModelName? name, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (IsOfDisk(e))
        {
            throw Explained(e, name);
        }
    }

    private static bool IsOfDisk(Exception e) => e is IOException or UnauthorizedAccessException && e is not HubException;

    private HubException Explained(Exception e, ModelName? name)
    {
        bool isOfCivitai = name?.Source == ModelSource.Civitai;
        return DiskFaults.Explain(
            e, name?.ToString() ?? "the cache", null,
            isOfCivitai ? _settings.CivitaiFolder : _settings.CacheFolder,
            isOfCivitai ? HubService.Civitai(_settings) : HubService.HuggingFace(_settings));
    }
}
