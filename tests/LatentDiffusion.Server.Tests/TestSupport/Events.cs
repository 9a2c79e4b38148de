using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace LatentDiffusion.Server.Tests;

/// <summary>Reads server-sent events with .NET's own parser.</summary>
internal static class Events
{
    public static async Task<List<(string Event, JsonElement Data)>> PostAsync(RunningServer server, string path, object body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        return await SendAsync(server, request);
    }

    public static async Task<List<(string Event, JsonElement Data)>> GetAsync(RunningServer server, string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        return await SendAsync(server, request);
    }

    private static async Task<List<(string Event, JsonElement Data)>> SendAsync(RunningServer server, HttpRequestMessage request)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using HttpResponseMessage response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        List<(string, JsonElement)> events = [];
        await foreach (SseItem<string> item in SseParser.Create(await response.Content.ReadAsStreamAsync(token)).EnumerateAsync(token))
            events.Add((item.EventType, JsonDocument.Parse(item.Data).RootElement));
        return events;
    }
}
