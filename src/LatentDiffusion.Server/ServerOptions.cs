namespace LatentDiffusion.Server;

/// <summary>Who may draw, and how much.</summary>
public sealed class ServerOptions
{
    /// <summary>
    /// Keys of which requests must bring one: as <c>Authorization: Bearer KEY</c>, <c>X-Api-Key: KEY</c>, or the password of basic
    /// authentication. Default none: everybody may draw who reaches the server.
    /// </summary>
    public IList<string> ApiKeys { get; } = [];

    /// <summary>
    /// Origins of other pages that may call the server, such as <c>https://example.org</c>. Default none: browsers may call it from its
    /// own page only. An origin has no path, and no port where it is the scheme's own.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Longest side of a picture in pixels. Default 2048.</summary>
    public int MaxSide { get; set; } = 2048;

    /// <summary>Most denoising steps. Default 150.</summary>
    public int MaxSteps { get; set; } = 150;

    /// <summary>Most pictures of one request. Default 10.</summary>
    public int MaxCount { get; set; } = 10;

    /// <summary>Longest prompt in characters. Default 32,000.</summary>
    public int MaxPromptLength { get; set; } = 32_000;

    /// <summary>Largest request in bytes. Default 64 MiB.</summary>
    public long MaxBodyBytes { get; set; } = 64 << 20;

    /// <summary>Most pixels of a picture that a request brings. Default 16 million.</summary>
    public long MaxInputPixels { get; set; } = 16_000_000;

    /// <summary>How many results of the page's jobs are kept for it to fetch. Default 100.</summary>
    public int KeptJobs { get; set; } = 100;

    /// <summary>Names of adapters for lists, as prompts can name them. Default none.</summary>
    public IList<string> Loras { get; } = [];

    /// <summary>Whether the page is served, at the root. Default true.</summary>
    public bool Page { get; set; } = true;

    /// <summary>What input pictures may ask for.</summary>
    internal ImageLimits InputLimits => new() { MaxPixels = MaxInputPixels, MaxBytes = MaxBodyBytes };
}
