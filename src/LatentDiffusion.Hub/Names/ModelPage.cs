namespace LatentDiffusion.Hub;

/// <summary>Addresses of pages about models, as they are copied from a browser.</summary>
internal static class ModelPage
{
    private static readonly string[] HubHosts = ["huggingface.co", "www.huggingface.co", "hf.co"];
    private static readonly string[] CivitaiHosts = ["civitai.com", "www.civitai.com"];

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is of no page about a model.</exception>
    public static ModelName Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("https" or "http"))
            throw new FormatException("this is no address of a page.");
        if (HubHosts.Contains(address.Host)) return OfHub(address.AbsolutePath.Trim('/'));
        if (CivitaiHosts.Contains(address.Host)) return OfCivitai(address);
        throw new FormatException($"pages of '{address.Host}' are not known; those of huggingface.co and civitai.com are.");
    }

    /// <summary>
    /// Reads the path of a page of the hub: <c>org/name</c>, and <c>/tree/</c>, <c>/blob/</c> or <c>/resolve/</c> behind it.
    /// </summary>
    /// <exception cref="FormatException">It is of another page.</exception>
    public static ModelName OfHub(string path)
    {
        string[] parts = [.. path.Split('/').Select(Uri.UnescapeDataString)];
        if (parts is ["models", ..]) parts = parts[1..];
        if (parts.Length < 2 || parts[0] is "datasets" or "spaces" or "docs" or "collections")
            throw new FormatException("this is not the page of a model.");
        string repository = $"{parts[0]}/{parts[1]}";
        if (parts.Length == 2) return ModelNameParser.Checked(repository, null, null);
        return parts is [_, _, "tree" or "blob" or "resolve", var revision, .. var rest]
            ? ModelNameParser.Checked(repository, revision, rest.Length == 0 ? null : string.Join('/', rest))
            : throw new FormatException("this page is not about the files of a model.");
    }

    private static ModelName OfCivitai(Uri address)
    {
        string[] parts = address.AbsolutePath.Trim('/').Split('/');
        string? version = address.Query.TrimStart('?').Split('&').Select(p => p.Split('=', 2))
            .FirstOrDefault(p => p is ["modelVersionId", _])?[1];
        return parts switch
        {
            ["models", var model, ..] => CivitaiName.Of(CivitaiName.Number(model), version is null ? null : CivitaiName.Number(version)),
            ["api", "download", "models", var id] => CivitaiName.Of(null, CivitaiName.Number(id)),
            _ => throw new FormatException("this is not the page of a model."),
        };
    }
}
