using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace LatentDiffusion.Server;

/// <summary>The page: files that are embedded in this assembly. It loads nothing from elsewhere, and may not.</summary>
internal static class PageEndpoints
{
    private const string Prefix = "page/";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // What watches servers often asks for headers alone.
    private static readonly string[] Methods = ["GET", "HEAD"];

    /// <summary>Maps each file.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        Assembly assembly = typeof(PageEndpoints).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            byte[] content = Read(assembly, name);
            EntityTagHeaderValue tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(content)[..8])}\"");
            string path = name[Prefix.Length..].Replace('\\', '/'), type = TypeOf(path);
            Delegate serve = (HttpContext context) =>
            {
                Secure(context.Response.Headers);
                return TypedResults.Bytes(content, type, entityTag: tag);
            };
            endpoints.MapMethods("/" + path, Methods, serve).ExcludeFromDescription();
            if (path == "index.html") endpoints.MapMethods("/", Methods, serve).ExcludeFromDescription();
        }
    }

    private static void Secure(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache"; // asked for again, and answered by its tag
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        _ => "application/octet-stream",
    };
}
