using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LatentDiffusion.Server;

/// <summary>
/// Keeps pages of other origins from drawing here with the visitor's browser: also simple requests, which browsers send unasked, and
/// names that resolve to this machine only for the attack (DNS rebinding).
/// </summary>
internal static class Origins
{
    /// <summary>Lets pass what comes from no page, from the server's own, or from an allowed one.</summary>
    /// <exception cref="RequestException">It comes from another, or asks for another machine.</exception>
    public static void Check(HttpRequest request, ICollection<string> allowed)
    {
        if (IsRebound(request))
            throw Forbidden("host_not_allowed", "The Host header names another machine than this one; use localhost or 127.0.0.1.");
        if (request.Headers.Origin is [{ } origin] && !allowed.Contains(origin) && !IsOwn(origin, request))
            throw Forbidden("origin_not_allowed", "Pages of other origins may not call this server.");
    }

    /// <summary>Whether browsers send a text as an origin (https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin).</summary>
    public static bool IsOrigin(string text)
    {
        if (text == "null") return true;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0) return false;
        string host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost; // the latter without brackets
        return text == $"{uri.Scheme}://{host}{(uri.IsDefaultPort ? "" : FormattableString.Invariant($":{uri.Port}"))}";
    }

    /// <summary>Tells browsers that an allowed page may read the answer.</summary>
    public static void Answer(HttpContext context, ICollection<string> allowed)
    {
        if (context.Request.Headers.Origin is not [{ } origin] || !allowed.Contains(origin)) return;
        context.Response.Headers.AccessControlAllowOrigin = origin;
        context.Response.Headers.AccessControlExposeHeaders = "Retry-After";
        context.Response.Headers.Vary = "Origin";
    }

    /// <summary>
    /// Answers a browser that asks before it sends an allowed page's request (https://fetch.spec.whatwg.org/#cors-preflight-fetch). It
    /// asks without the key, which the request then brings.
    /// </summary>
    /// <returns>Whether the request was such a question.</returns>
    public static bool AnswerPreflight(HttpContext context)
    {
        IHeaderDictionary asked = context.Request.Headers, answer = context.Response.Headers;
        if (!HttpMethods.IsOptions(context.Request.Method) || asked.AccessControlRequestMethod is not [{ } method]) return false;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (StringValues.IsNullOrEmpty(answer.AccessControlAllowOrigin)) return true; // of this server's own page, which needs no leave
        answer.AccessControlAllowMethods = method;
        answer.AccessControlAllowHeaders = asked.AccessControlRequestHeaders;
        answer.AccessControlMaxAge = "600";
        return true;
    }

    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && uri.Scheme == request.Scheme
        && Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out Uri? own)
        && uri.Authority.Equals(own.Authority, StringComparison.OrdinalIgnoreCase);

    private static RequestException Forbidden(string code, string message) =>
        new(new Fault(StatusCodes.Status403Forbidden, code, message));

    /// <summary>Whether a connection of this machine to itself asks for another machine's name.</summary>
    private static bool IsRebound(HttpRequest request)
    {
        IPAddress? local = request.HttpContext.Connection.LocalIpAddress;
        if (local is null || !IPAddress.IsLoopback(local)) return false;
        string host = request.Host.Host.Trim('[', ']');
        return !host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            && !host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            && !(IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
    }
}
