using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace LatentDiffusion.Server;

/// <summary>
/// Answers what an API has not, in its form: routing itself answers without a word, and without headers for pages of other origins.
/// </summary>
internal static class Nowhere
{
    /// <summary>Maps what nothing else of a group takes.</summary>
    public static void Map(RouteGroupBuilder group) => group.MapFallback("{**rest}", Answer).ExcludeFromDescription();

    private static Task Answer(HttpContext context, EndpointDataSource known)
    {
        string path = context.Request.Path.Value ?? "", method = context.Request.Method;
        RouteEndpoint[] there = [.. known.Endpoints.OfType<RouteEndpoint>().Where(e => Is(e, path))];
        string[] methods = [.. there.SelectMany(MethodsOf).Distinct()];
        if (methods.Length == 0) throw RequestException.NotFound($"There is no {path} here.");
        if (!methods.Contains(method, StringComparer.OrdinalIgnoreCase))
        {
            context.Response.Headers.Allow = string.Join(", ", methods);
            throw new RequestException(new Fault(
                StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"{path} is for {string.Join(", ", methods)}, not {method}."));
        }

        // Routing gives what says no type to an endpoint that is for none in particular, such as this; it is taken for what it should be.
        RouteEndpoint meant = there.First(e => MethodsOf(e).Contains(method, StringComparer.OrdinalIgnoreCase));
        if (string.IsNullOrEmpty(context.Request.ContentType))
        {
            context.SetEndpoint(meant);
            return meant.RequestDelegate!(context);
        }

        IEnumerable<string> types = meant.Metadata.OfType<IAcceptsMetadata>().SelectMany(a => a.ContentTypes);
        throw new RequestException(new Fault(
            StatusCodes.Status415UnsupportedMediaType,
            "unsupported_media_type",
            $"The body of {path} must be {string.Join(" or ", types)}, as the header Content-Type says; "
            + $"here it says '{context.Request.ContentType}'."));
    }

    private static bool Is(RouteEndpoint endpoint, string path) =>
        path.Trim('/').Equals(endpoint.RoutePattern.RawText?.Trim('/'), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.OfType<IHttpMethodMetadata>().SelectMany(m => m.HttpMethods);
}
