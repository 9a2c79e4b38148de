namespace LatentDiffusion.Hub;

/// <summary>Parts of pipelines by name: components, adapters, learned words and the decoder for previews.</summary>
public static class HubParts
{
    /// <summary>Whether options name parts that <see cref="FetchPartsAsync"/> would fetch.</summary>
    /// <param name="options">How to load a model.</param>
    public static bool AreNamed(PipelineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Components.Values.Append(options.PreviewDecoder).Concat(options.Loras.Select(l => l.Path))
            .Concat(options.Embeddings.Select(e => e.Path)).Any(place => place is not null && ModelName.IsExplicit(place));
    }

    /// <summary>Fetches the parts that options name, unless the cache has them.</summary>
    /// <param name="hub">Where they come from.</param>
    /// <param name="options">
    /// How to load a model. Its components, adapters, learned words and preview decoder may be names with a scheme, such as
    /// <c>hf://org/name</c>; what has none is a path and stays as it is.
    /// </param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops it. What has come is kept.</param>
    /// <returns>The same options with the paths of what was fetched, of the variant of <see cref="HubPipelines.VariantFor"/>.</returns>
    /// <exception cref="ArgumentException">A name breaks a rule; the message says which.</exception>
    /// <exception cref="HubException">A part cannot be had; the message says why, and what to do.</exception>
    public static async Task<PipelineOptions> FetchPartsAsync(
        this ModelHub hub,
        PipelineOptions options,
        IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(options);
        if (!AreNamed(options)) return options;
        string? variant = HubPipelines.VariantFor(options with { Variant = options.Variant ?? hub.Variant });
        Dictionary<string, string> components = new(StringComparer.Ordinal);
        foreach (var (component, place) in options.Components) components[component] = await PathOfAsync(place).ConfigureAwait(false);
        string? preview = options.PreviewDecoder is { } decoder ? await PathOfAsync(decoder).ConfigureAwait(false) : null;
        List<LoraFile> loras = [];
        foreach (LoraFile lora in options.Loras) loras.Add(lora with { Path = await PathOfAsync(lora.Path).ConfigureAwait(false) });
        List<TextualInversion> embeddings = [];
        foreach (TextualInversion words in options.Embeddings)
            embeddings.Add(new TextualInversion(await PathOfAsync(words.Path).ConfigureAwait(false)) { Token = words.Token });
        return options with { Components = components, PreviewDecoder = preview, Loras = loras, Embeddings = embeddings };

        Task<string> PathOfAsync(string place) => ModelName.IsExplicit(place)
            ? hub.GetVariantAsync(place, variant, progress, cancellationToken) : Task.FromResult(place);
    }
}
