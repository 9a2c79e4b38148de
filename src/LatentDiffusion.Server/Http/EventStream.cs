using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LatentDiffusion.Server;

/// <summary>Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).</summary>
/// <param name="context">The request that they answer.</param>
internal sealed class EventStream(HttpContext context)
{
    /// <summary>Begins the stream.</summary>
    public void Begin()
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    /// <summary>Sends an event.</summary>
    public async Task SendAsync(string name, object data)
    {
        string text = $"event: {name}\ndata: {ServerJson.Text(data)}\n\n";
        await context.Response.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }
}
