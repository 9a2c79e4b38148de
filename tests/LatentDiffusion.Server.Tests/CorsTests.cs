using System.Net;
using System.Net.Http.Json;

namespace LatentDiffusion.Server.Tests;

/// <summary>What browsers need before pages of other origins may call the server.</summary>
public sealed class CorsTests
{
    private const string Friend = "https://friend.example";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v1/images/generations")]
    [InlineData("sdapi/v1/txt2img")]
    [InlineData("api/jobs")]
    [InlineData("mcp")]
    public async Task Preflight_IsAnsweredWithoutAKey(string path)
    {
        await using RunningServer server = await StartAsync();
        using HttpResponseMessage answer = await AskAsync(server, path, Friend);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(Friend, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal("POST", Header(answer, "Access-Control-Allow-Methods"));
        Assert.Equal("authorization,content-type,x-api-key", Header(answer, "Access-Control-Allow-Headers"));
        Assert.Equal("Origin", Header(answer, "Vary"));
    }

    [Fact]
    public async Task Preflight_OfAnotherOriginIsRefused()
    {
        await using RunningServer server = await StartAsync();
        using HttpResponseMessage answer = await AskAsync(server, "sdapi/v1/txt2img", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("wrong", HttpStatusCode.Unauthorized)]
    [InlineData("right", HttpStatusCode.BadRequest)]
    public async Task Errors_MayBeReadByTheAllowedPage(string key, HttpStatusCode status)
    {
        await using RunningServer server = await StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "v1/images/generations") { Content = JsonContent.Create(new { n = 0 }) };
        request.Headers.Add("Origin", Friend);
        request.Headers.Authorization = new("Bearer", key);
        using HttpResponseMessage answer = await server.Client.SendAsync(request, Token);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(Friend, Header(answer, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task OtherHost_IsToldThatItIsTheHost()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "v1/models");
        request.Headers.Host = "evil.example";
        using HttpResponseMessage answer = await server.Client.SendAsync(request, Token);
        Assert.Contains("Host header", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static Task<RunningServer> StartAsync() => RunningServer.StartAsync(o =>
    {
        o.AllowedOrigins.Add(Friend);
        o.ApiKeys.Add("right");
    });

    private static async Task<HttpResponseMessage> AskAsync(RunningServer server, string path, string origin)
    {
        using HttpRequestMessage request = new(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,x-api-key");
        return await server.Client.SendAsync(request, Token);
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
