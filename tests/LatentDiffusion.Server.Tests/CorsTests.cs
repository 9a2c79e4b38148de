using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Options;

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

    [Theory]
    [InlineData("https://example.org", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("http://[::1]:3000", true)]
    [InlineData("chrome-extension://abcdefghijklmnop", true)]
    [InlineData("null", true)]
    [InlineData("*", false)]
    [InlineData("example.org", false)]
    [InlineData("localhost:3000", false)]
    [InlineData("https://example.org/", false)]
    [InlineData("https://example.org/page", false)]
    [InlineData("https://example.org:443", false)]
    [InlineData("https://Example.org", false)]
    [InlineData("https://me@example.org", false)]
    [InlineData("https://b\u00fccher.example", false)]
    [InlineData("https://xn--bcher-kva.example", true)]
    public async Task OriginThatNoBrowserSends_IsToldAtTheStart(string origin, bool isOne)
    {
        Task<RunningServer> started = RunningServer.StartAsync(o => o.AllowedOrigins.Add(origin));
        if (isOne)
        {
            await (await started).DisposeAsync();
            return;
        }

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => started);
        Assert.Contains($"AllowedOrigins holds '{origin}'", error.Message, StringComparison.Ordinal);
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
