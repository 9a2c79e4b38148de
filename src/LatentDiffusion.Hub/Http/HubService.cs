namespace LatentDiffusion.Hub;

/// <summary>A server that models come from.</summary>
/// <param name="Address">Its address, with a slash at the end.</param>
/// <param name="Token">Token that it is sent, or null.</param>
/// <param name="TokenHint">How a user gets and gives a token, as the end of a sentence.</param>
/// <param name="EndpointVariable">The environment variable of its address.</param>
/// <param name="CacheVariable">The environment variable of the folder for its models.</param>
internal sealed record HubService(Uri Address, string? Token, string TokenHint, string EndpointVariable, string CacheVariable)
{
    /// <summary>Name for people.</summary>
    public string Name => Address.Authority;

    /// <summary>Why the token is not sent although there is one; null where it is.</summary>
    public string? Withheld => Token is not null && !IsPrivate(Address)
        ? "A token is there, but is not sent over plain http to another machine." : null;

    /// <summary>The hub.</summary>
    public static HubService HuggingFace(HubSettings settings) => new(
        settings.Endpoint, settings.Token,
        $"set HF_TOKEN to a token of {new Uri(settings.Endpoint, "settings/tokens")} or log in with 'hf auth login'",
        "HF_ENDPOINT", "HF_HUB_CACHE");

    /// <summary>Civitai.</summary>
    public static HubService Civitai(HubSettings settings) => new(
        settings.CivitaiEndpoint, settings.CivitaiToken,
        $"set CIVITAI_TOKEN to an API key of {new Uri(settings.CivitaiEndpoint, "user/account")}", "CIVITAI_ENDPOINT", "CIVITAI_CACHE");

    /// <summary>An address on the server.</summary>
    public Uri At(string path) => new(Address, path);

    /// <summary>Whether a request to an address may carry the token: to this server only, encrypted or within this machine.</summary>
    public bool MayHaveToken(Uri url) => Token is not null && IsSameOrigin(Address, url) && IsPrivate(url);

    /// <summary>Whether two addresses are of the same server, port and encryption.</summary>
    public static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && one.IdnHost.Equals(other.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether nobody on the way can read along.</summary>
    public static bool IsPrivate(Uri url) => url.Scheme == Uri.UriSchemeHttps || url.IsLoopback;
}
