using System.Runtime.InteropServices;

namespace LatentDiffusion.Hub;

/// <summary>The options of a hub, checked and completed from the environment.</summary>
internal sealed class HubSettings
{
    private const int MaxRetries = 100, MaxConnections = 32;

    /// <summary>Completes options.</summary>
    /// <param name="options">What the application says.</param>
    /// <param name="environment">What its environment says.</param>
    /// <exception cref="ArgumentException">A value of either breaks a rule; the message names both.</exception>
    public HubSettings(ModelHubOptions options, HubEnvironment environment)
    {
        Options = options;
        Endpoint = Address(options.Endpoint?.OriginalString ?? environment.Endpoint, "Endpoint (HF_ENDPOINT)");
        CivitaiEndpoint = Address(
            options.CivitaiEndpoint?.OriginalString ?? environment.CivitaiEndpoint, "CivitaiEndpoint (CIVITAI_ENDPOINT)");
        CacheFolder = Path.GetFullPath(options.CacheFolder ?? environment.CacheFolder);
        CivitaiFolder = Path.GetFullPath(options.CivitaiFolder ?? environment.CivitaiFolder);
        Token = Secret(options.Token ?? environment.Token, "Token (HF_TOKEN)");
        CivitaiToken = Secret(options.CivitaiToken ?? environment.CivitaiToken, "CivitaiToken (CIVITAI_TOKEN)");
        Offline = options.Offline ?? environment.Offline;
        Symlinks = options.Symlinks ?? !environment.DisableSymlinks;
        MetadataTimeout = Positive(options.MetadataTimeout ?? environment.MetadataTimeout, nameof(ModelHubOptions.MetadataTimeout));
        DownloadTimeout = Positive(options.DownloadTimeout ?? environment.DownloadTimeout, nameof(ModelHubOptions.DownloadTimeout));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Retries);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Retries, MaxRetries);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Connections, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Connections, MaxConnections);
        Positive(options.RetryDelay, nameof(ModelHubOptions.RetryDelay));
        ArgumentNullException.ThrowIfNull(options.Skipped);
        string version = typeof(HubSettings).Assembly.GetName().Version!.ToString(3);
        UserAgent = $"LatentDiffusion.Hub/{version}; dotnet/{Environment.Version}; {RuntimeInformation.RuntimeIdentifier}"
            + (environment.UserAgentOrigin is { } origin ? $"; origin/{RemoteText.Clean(origin)}" : "");
    }

    /// <summary>The options.</summary>
    public ModelHubOptions Options { get; }

    /// <summary>Address of the hub.</summary>
    public Uri Endpoint { get; }

    /// <summary>Address of Civitai.</summary>
    public Uri CivitaiEndpoint { get; }

    /// <summary>Folder of the cache, absolute.</summary>
    public string CacheFolder { get; }

    /// <summary>Folder for models of Civitai, absolute.</summary>
    public string CivitaiFolder { get; }

    /// <summary>Token for the hub, or null.</summary>
    public string? Token { get; }

    /// <summary>API key for Civitai, or null.</summary>
    public string? CivitaiToken { get; }

    /// <summary>Whether no request is made.</summary>
    public bool Offline { get; }

    /// <summary>Whether links are made where they can be.</summary>
    public bool Symlinks { get; }

    /// <summary>How long an answer may take.</summary>
    public TimeSpan MetadataTimeout { get; }

    /// <summary>How long a download may stand still.</summary>
    public TimeSpan DownloadTimeout { get; }

    /// <summary>What requests say of who asks.</summary>
    public string UserAgent { get; }

    private static Uri Address(string text, string name) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
        && address is { UserInfo: "", Query: "", Fragment: "" }
            ? address
            : throw new ArgumentException($"{name} is '{RemoteText.Clean(text)}'; it must be an address such as https://huggingface.co.");

    /// <summary>The value is not in the message.</summary>
    private static string? Secret(string? text, string name)
    {
        string? token = HubEnvironment.Clean(text);
        return token is null || token.All(c => c is > ' ' and <= '~')
            ? token : throw new ArgumentException($"{name} has characters that no token has: only visible ones of ASCII are allowed.");
    }

    private static TimeSpan Positive(TimeSpan value, string name) => value > TimeSpan.Zero && value <= TimeSpan.FromDays(1)
        ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be above zero, and at most a day.");
}
