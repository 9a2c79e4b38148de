using System.Text.RegularExpressions;

namespace LatentDiffusion.Hub;

/// <summary>Answers in several pages, of which each names the next (RFC 8288).</summary>
internal static partial class PageLinks
{
    /// <summary>The address of the next page, or null where this is the last.</summary>
    /// <exception cref="HubException">It is on another server, or is no address: half a list would pass for the whole.</exception>
    public static Uri? Next(HubRequest request, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out var values)) return null;
        if (Links().Matches(string.Join(", ", values)).FirstOrDefault(IsNext) is not { } link) return null;
        if (!Uri.TryCreate(request.Url, link.Groups["address"].Value, out Uri? next))
            throw request.Fails(
                HubErrorKind.Protocol,
                $"{request.Service.Name} continues its list at '{RemoteText.Clean(link.Groups["address"].Value)}', which is no address. "
                + "Check the endpoint.");
        return HubService.IsSameOrigin(request.Service.Address, next)
            ? next
            : throw request.Fails(
                HubErrorKind.Protocol,
                $"{request.Service.Name} continues its list on {next.Authority}, which is not followed. Check the endpoint.");
    }

    /// <summary>Whether one of a link's relations is <c>next</c>; only the first parameter of that name counts.</summary>
    private static bool IsNext(Match link) =>
        Parameters().Matches(link.Groups["parameters"].Value)
            .FirstOrDefault(p => p.Groups["name"].Value.Equals("rel", StringComparison.OrdinalIgnoreCase)) is { } relation
        && relation.Groups["value"].Value.Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("""<(?<address>[^<>]*)>(?<parameters>(?:[^,"<>]|"[^"]*")*)""")]
    private static partial Regex Links();

    [GeneratedRegex(""";\s*(?<name>[^=;,\s"]+)\s*(?:=\s*(?:"(?<value>[^"]*)"|(?<value>[^";,\s]*)))?""")]
    private static partial Regex Parameters();
}
