using System.Text.RegularExpressions;

namespace LatentDiffusion.Hub;

/// <summary>Answers in several pages, of which each names the next (RFC 8288).</summary>
internal static partial class PageLinks
{
    /// <summary>The address of the next page, or null.</summary>
    /// <exception cref="HubException">It is on another server.</exception>
    public static Uri? Next(HubRequest request, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out var values)) return null;
        Match? link = values.Select(v => NextLink().Match(v)).FirstOrDefault(m => m.Success);
        if (link is null || !Uri.TryCreate(request.Url, link.Groups[1].Value, out Uri? next)) return null;
        return HubService.IsSameOrigin(request.Service.Address, next)
            ? next
            : throw request.Fails(
                HubErrorKind.Protocol,
                $"{request.Service.Name} continues its list on {next.Authority}, which is not followed. Check the endpoint.");
    }

    [GeneratedRegex(@"<([^<>]+)>\s*;\s*rel\s*=\s*""?next\b", RegexOptions.IgnoreCase)]
    private static partial Regex NextLink();
}
