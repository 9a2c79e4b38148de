using LatentDiffusion.Hub;

namespace LatentDiffusion.Cli;

/// <summary>Models that are named rather than there.</summary>
internal static class HubModels
{
    /// <summary>Whether a text names a model of a hub by its form, with nothing behind it.</summary>
    public static bool IsExplicit(string text) => ModelName.IsExplicit(text) && ModelName.TryParse(text, out _);

    /// <summary>Where a model is, fetched if it is a name: with a scheme, or <c>org/name</c> where there is no such folder.</summary>
    /// <param name="text">Path or name.</param>
    /// <param name="variant">The variant of the weights, or null.</param>
    /// <param name="cancellationToken">Stops the fetching.</param>
    /// <exception cref="HubException">It cannot be had.</exception>
    public static string PathOf(string text, string? variant, CancellationToken cancellationToken)
    {
        if (text.Length == 0) throw new ArgumentException("The path or name of a model is empty, as that of a variable which is not set.");
        if (ModelName.IsExplicit(text)) return Fetch(text, variant, cancellationToken);
        if (Path.Exists(text) || !IsRepository(text)) return text;
        try
        {
            return Fetch(text, variant, cancellationToken);
        }
        catch (HubException e) when (e.Kind == HubErrorKind.RepositoryNotFound)
        {
            throw new HubException(e.Kind, text, $"there is no such folder or file. On the hub: {e.Message}", innerException: e);
        }
    }

    /// <summary>Where something is, fetched if it is a name with a scheme.</summary>
    public static string ExplicitPathOf(string text, CancellationToken cancellationToken) =>
        ModelName.IsExplicit(text) ? Fetch(text, variant: null, cancellationToken) : text;

    /// <summary>The same options, with the parts that are names fetched.</summary>
    public static PipelineOptions FetchParts(PipelineOptions options, CancellationToken cancellationToken)
    {
        if (!HubParts.AreNamed(options)) return options;
        using ModelHub hub = new();
        return HubProgressDisplay.Show(progress => hub.FetchPartsAsync(options, progress, cancellationToken).GetAwaiter().GetResult());
    }

    private static string Fetch(string name, string? variant, CancellationToken cancellationToken)
    {
        using ModelHub hub = new(new ModelHubOptions { Variant = variant });
        return HubProgressDisplay.Show(progress => hub.GetAsync(name, null, progress, cancellationToken).GetAwaiter().GetResult());
    }

    /// <summary>Whether it has the form <c>org/name</c>, and not that of a path.</summary>
    public static bool IsRepository(string text) => text is not ("" or ['.' or '~', ..])
        && ModelName.TryParse(text, out ModelName? name) && name is { Path: null }
        && name.Repository.Contains('/', StringComparison.Ordinal)
        && Path.GetExtension(text) is not (".safetensors" or ".onnx" or ".ckpt" or ".bin" or ".pt");
}
