using System.Net;

namespace LatentDiffusion.Hub;

/// <summary>What the answers of a hub mean, and what a user can do about them.</summary>
internal static class HubAnswers
{
    private const int MaxMessage = 300, PatienceFactor = 6;

    /// <summary>The exception for a server that did not answer.</summary>
    public static HubException Unreached(HubRequest request, Exception e) => request.Fails(
        HubErrorKind.Unreachable,
        $"{request.Service.Name} cannot be reached: {Innermost(e).Message.TrimEnd('.')}. Check the network, the proxy (HTTPS_PROXY) and "
        + $"the endpoint ({request.Service.EndpointVariable}).",
        e);

    /// <summary>The exception for an answer without success.</summary>
    public static HubException Refused(HubRequest request, HttpResponseMessage response)
    {
        HubService service = request.Service;
        string code = Header(response, "X-Error-Code"), said = Header(response, "X-Error-Message"), asked = "";
        if (said.Length > 0) asked = $" {service.Name} says: {said}";
        string page = request.Page.AbsoluteUri;
        string withheld = service.Withheld is { } reason ? $" {reason}" : "";
        bool sent = service.Token is not null && service.Withheld is null;
        return (code, response.StatusCode) switch
        {
            ("RevisionNotFound", _) => request.Fails(
                HubErrorKind.RevisionNotFound, $"there is no such branch, tag or commit. See {page}/refs."),
            ("EntryNotFound", _) => request.Fails(HubErrorKind.FileNotFound, $"there is no such file. See {page}/tree/main."),
            ("GatedRepo", _) => request.Fails(
                HubErrorKind.Gated,
                $"its conditions must be accepted first. Open {page}, accept them, then {service.TokenHint}, of the same user."
                + withheld + asked),
            _ when said.Contains("resource is disabled", StringComparison.OrdinalIgnoreCase) => request.Fails(
                HubErrorKind.Disabled, $"{service.Name} has closed it. Choose another model.{asked}"),
            ("", HttpStatusCode.NotFound) when request.File is not null => request.Fails(
                HubErrorKind.FileNotFound, $"there is no such file. See {page}."),
            ("RepoNotFound", _) or (_, HttpStatusCode.NotFound or HttpStatusCode.Gone) when !sent => request.Fails(
                HubErrorKind.RepositoryNotFound,
                $"there is no such model, or it is private. Check the name at {page}; if it is private, {service.TokenHint}.{withheld}"),
            ("RepoNotFound", _) or (_, HttpStatusCode.NotFound or HttpStatusCode.Gone) => request.Fails(
                HubErrorKind.RepositoryNotFound,
                $"there is no such model, or it is private and the token may not read it. Check the name at {page}, and the token's "
                + "rights."),
            (_, HttpStatusCode.Unauthorized) when sent => request.Fails(
                HubErrorKind.Unauthorized, $"the token is not accepted; it may have expired. To give another, {service.TokenHint}.{asked}"),
            (_, HttpStatusCode.Unauthorized) => request.Fails(
                HubErrorKind.RepositoryNotFound,
                $"there is no such model, or it is private. Check the name at {page}; if it is private, {service.TokenHint}."
                + withheld + asked),
            (_, HttpStatusCode.Forbidden) => request.Fails(
                HubErrorKind.Unauthorized,
                $"access is denied. The token may lack the right to read it; to give another, {service.TokenHint}.{withheld}{asked}"),
            (_, HttpStatusCode.TooManyRequests) => request.Fails(HubErrorKind.RateLimited, RateLimit(service, response)),
            (_, >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout) => request.Fails(
                HubErrorKind.ServerError, $"{service.Name} answered {(int)response.StatusCode}, again and again. Try again later.{asked}"),
            _ => request.Fails(
                HubErrorKind.Protocol,
                $"{service.Name} answered {(int)response.StatusCode}, which is not expected. Check the endpoint.{asked}"),
        };
    }

    /// <summary>The whole body of an answer.</summary>
    /// <exception cref="HubException">It is larger than is sensible, or takes too long.</exception>
    /// <exception cref="IOException">It ended early.</exception>
    public static async Task<byte[]> BodyAsync(
        HubRequest request, HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(request.Timeout * PatienceFactor);
        try
        {
            if (response.Content.Headers.ContentLength > maxBytes) throw TooLarge(request, maxBytes);
            Stream stream = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using MemoryStream body = new();
                byte[] buffer = new byte[1 << 16];
                for (int count; (count = await stream.ReadAsync(buffer, patience.Token).ConfigureAwait(false)) > 0;)
                {
                    if (body.Length + count > maxBytes) throw TooLarge(request, maxBytes);
                    body.Write(buffer, 0, count);
                }

                return body.ToArray();
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("the answer does not come to its end", e);
        }
        catch (HttpRequestException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static HubException TooLarge(HubRequest request, int maxBytes) => request.Fails(
        HubErrorKind.Protocol,
        $"the answer of {request.Service.Name} has more than {maxBytes} bytes, which is not sensible. Check the endpoint.");

    private static string RateLimit(HubService service, HttpResponseMessage response)
    {
        string wait = RetryPolicy.AskedFor(response, DateTimeOffset.UtcNow) is { } pause
            ? FormattableString.Invariant($"Try again in {Math.Ceiling(pause.TotalSeconds)} s") : "Try again later";
        return $"{service.Name} answers only so many requests. {wait}"
            + (service.Token is null ? $"; for a higher limit, {service.TokenHint}." : ".");
    }

    private static string Header(HttpResponseMessage response, string name)
    {
        string text = response.Headers.TryGetValues(name, out var values) ? RemoteText.Clean(values.First()) : "";
        return text.Length > MaxMessage ? text[..MaxMessage] : text;
    }

    private static Exception Innermost(Exception e) =>
        e.InnerException is { } inner and not OperationCanceledException ? Innermost(inner) : e;
}
