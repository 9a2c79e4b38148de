using System.Net.Http.Headers;

namespace LatentDiffusion.Hub;

/// <summary>
/// Sends one try of a request, and follows redirects by rules of its own: the token goes to no other server, and no step is less protected
/// than the one before.
/// </summary>
/// <param name="inner">What sends.</param>
/// <param name="userAgent">Who asks.</param>
internal sealed class RedirectHandler(HttpMessageHandler inner, string userAgent) : DelegatingHandler(inner)
{
    private const int MaxRedirects = 10;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        if (!message.Options.TryGetValue(HubRequest.Key, out HubRequest? request))
            throw new InvalidOperationException("No request of a hub.");
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(request.Timeout);
        try
        {
            return await FollowAsync(request, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"no answer within {request.Timeout.TotalSeconds:0.#} s", e);
        }
    }

    private async Task<HttpResponseMessage> FollowAsync(HubRequest request, CancellationToken cancellationToken)
    {
        Uri url = request.Url;
        for (int redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            using HttpRequestMessage message = MessageTo(url, request);
            HttpResponseMessage response = await base.SendAsync(message, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)
                || response.Headers.Location is not { } location || !Uri.TryCreate(url, location.OriginalString, out Uri? next))
                return response;
            response.Dispose();
            Check(request, url, next);
            url = next;
        }

        throw request.Fails(HubErrorKind.Protocol, $"{request.Service.Name} redirects more than {MaxRedirects} times. Try again later.");
    }

    private HttpRequestMessage MessageTo(Uri url, HubRequest request)
    {
        HttpRequestMessage message = new(HttpMethod.Get, url);
        message.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity")); // sizes, ranges and hashes are of the content
        if (request.Service.MayHaveToken(url))
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", request.Service.Token);
        if (request.From > 0) message.Headers.Range = new RangeHeaderValue(request.From, null);
        if (request.From > 0 && request.IfRange is { } version) message.Headers.IfRange = new RangeConditionHeaderValue(version);
        return message;
    }

    private static void Check(HubRequest request, Uri from, Uri to)
    {
        string? problem =
            to.Scheme is not ("https" or "http") ? "an address that is not of the web"
            : to.UserInfo.Length > 0 ? "an address with a user's name in it"
            : from.Scheme == "https" && to.Scheme == "http" ? "an unencrypted address"
            : to.IsLoopback && !from.IsLoopback ? "this machine itself"
            : to.Scheme == "http" && !to.IsLoopback && !HubService.IsSameOrigin(from, to) ? "another unencrypted address"
            : null;
        if (problem is not null)
            throw request.Fails(
                HubErrorKind.Protocol,
                $"{from.Authority} redirects to {problem} ({to.GetLeftPart(UriPartial.Authority)}), which is not followed. "
                + "Check the endpoint and the proxy.");
        bool isLogIn = to.AbsolutePath.StartsWith("/login", StringComparison.OrdinalIgnoreCase);
        if (isLogIn && HubService.IsSameOrigin(request.Service.Address, to))
            throw request.Fails(HubErrorKind.Unauthorized, $"{from.Authority} asks to log in: {request.Service.TokenHint}.");
    }
}
