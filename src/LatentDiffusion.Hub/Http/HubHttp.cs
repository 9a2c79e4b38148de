using System.Net;
using System.Text.Json;

namespace LatentDiffusion.Hub;

/// <summary>Sends requests, and makes of what goes wrong what a user can act upon.</summary>
internal sealed class HubHttp : IDisposable
{
    private const int MaxDepth = 64;

    private readonly HttpMessageInvoker _invoker;
    private readonly HttpMessageHandler? _own;
    private readonly TimeSpan _pause;

    /// <summary>Sets up what sends.</summary>
    public HubHttp(HubSettings settings)
    {
        HttpMessageHandler sender = settings.Options.HttpHandler ?? (_own = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = settings.MetadataTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // hubs move between addresses
        });
        HttpMessageHandler once = new RedirectHandler(sender, settings.UserAgent);
        _invoker = new HttpMessageInvoker(RetryPolicy.Around(once, settings.Options), disposeHandler: false);
        _pause = settings.Options.RetryDelay;
    }

    /// <summary>Asks, and returns an answer of success or of a part that does not exist, of which the body is still to come.</summary>
    /// <exception cref="HubException">There is no such answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(HubRequest request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(HttpMethod.Get, request.Url);
        message.Options.Set(HubRequest.Key, request);
        HttpResponseMessage response;
        try
        {
            response = await _invoker.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw HubAnswers.Unreached(request, e);
        }

        try
        {
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && request.From > 0) return response;
            if (!response.IsSuccessStatusCode) throw HubAnswers.Refused(request, response);
            if (response.Content.Headers.ContentEncoding.Any(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase)))
                throw request.Fails(
                    HubErrorKind.Protocol,
                    $"{request.Service.Name} sent it compressed, which was not asked for, and is not unpacked. "
                    + "Check the endpoint and the proxy.");
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Asks for JSON.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The most that a sensible answer has.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The document, and the address of the next page or null.</returns>
    /// <exception cref="HubException">There is no such answer, or it is not JSON.</exception>
    public async Task<(JsonDocument Json, Uri? Next)> JsonAsync(HubRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            using HttpResponseMessage response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                byte[] body = await HubAnswers.BodyAsync(request, response, maxBytes, cancellationToken).ConfigureAwait(false);
                return (JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth }), PageLinks.Next(request, response));
            }
            catch (JsonException e)
            {
                throw request.Fails(
                    HubErrorKind.Protocol,
                    $"the answer of {request.Service.Name} is not JSON ({response.Content.Headers.ContentType?.MediaType ?? "no type"}). "
                    + "Check the endpoint, and whether a proxy or a log-in page is in between.",
                    e);
            }
            catch (IOException e) when (e is not HubException)
            {
                if (attempt >= request.Retries) throw HubAnswers.Unreached(request, e);
                await Task.Delay(RetryPolicy.Pause(_pause, attempt), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _invoker.Dispose();
        _own?.Dispose();
    }
}
