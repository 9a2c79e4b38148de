using System.Net;
using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Server;

/// <summary>
/// Keeps pages of other origins from drawing here with the visitor's browser: also simple requests, which browsers send unasked, and
/// names that resolve to this machine only for the attack (DNS rebinding).
/// </summary>
internal static class Origins
{
    /// <summary>Whether a request comes from no page, from the server's own, or from an allowed one.</summary>
    public static bool Allow(HttpRequest request, ICollection<string> allowed)
    {
        if (request.Headers.Origin is not [{ } origin] || allowed.Contains(origin)) return !IsRebound(request);
        return Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
            && uri.Scheme == request.Scheme
            && uri.Authority.Equals(new Uri($"{request.Scheme}://{request.Host}").Authority, StringComparison.OrdinalIgnoreCase)
            && !IsRebound(request);
    }

    /// <summary>Tells browsers that an allowed page may read the answer.</summary>
    public static void Answer(HttpContext context, ICollection<string> allowed)
    {
        if (context.Request.Headers.Origin is not [{ } origin] || !allowed.Contains(origin)) return;
        context.Response.Headers.AccessControlAllowOrigin = origin;
        context.Response.Headers.Vary = "Origin";
    }

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
