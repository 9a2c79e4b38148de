namespace LatentDiffusion.Hub;

/// <summary>A request for something of a model.</summary>
/// <param name="Service">The server that is asked.</param>
/// <param name="Url">Where.</param>
/// <param name="Model">Name of the model, for messages.</param>
internal sealed record HubRequest(HubService Service, Uri Url, string Model)
{
    /// <summary>Under which key a message carries it.</summary>
    public static readonly HttpRequestOptionsKey<HubRequest> Key = new("LatentDiffusion.Hub");

    /// <summary>Path of the file that it is about, for messages; null where it is about none.</summary>
    public string? File { get; init; }

    /// <summary>Page about the model, for messages.</summary>
    public required Uri Page { get; init; }

    /// <summary>How long the beginning of the answer may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often it is tried again.</summary>
    public required int Retries { get; init; }

    /// <summary>The first byte that is wanted.</summary>
    public long From { get; init; }

    /// <summary>
    /// The version that the bytes before are of; the whole file is wanted where it is another one. Null where it is not known.
    /// </summary>
    public string? IfRange { get; init; }

    /// <summary>Told why, before it is tried again.</summary>
    public Action<string>? Retrying { get; init; }

    /// <summary>An exception about it.</summary>
    public HubException Fails(HubErrorKind kind, string problem, Exception? inner = null) => new(kind, Model, problem, File, inner);
}
