using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace LatentDiffusion.Server.Tests;

public sealed class GateTests
{
    private static readonly string[] Guarded = ["v1/models", "sdapi/v1/samplers", "api/info", "mcp"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_IsAskedForEverywhereButOnThePage()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o.ApiKeys.Add("right"));
        foreach (string path in Guarded)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, path));
            Assert.Equal(
                HttpStatusCode.Unauthorized, await StatusAsync(server, path, r => r.Headers.Authorization = new("Bearer", "wrong")));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, path, r => r.Headers.Authorization = Basic("right:wrong")));
            foreach (Action<HttpRequestMessage> key in (Action<HttpRequestMessage>[])
                [
                    r => r.Headers.Authorization = new("Bearer", "right"), r => r.Headers.Add("X-Api-Key", "right"),
                    r => r.Headers.Authorization = Basic("user:right"),
                ])
                Assert.NotEqual(HttpStatusCode.Unauthorized, await StatusAsync(server, path, key));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, ""));
        var (_, error) = await server.TryPostAsync("v1/images/generations", new { prompt = "x" });
        Assert.Equal("authentication_error", error.GetProperty("error").GetProperty("type").GetString());

        static AuthenticationHeaderValue Basic(string pair) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("index.html")]
    public async Task Page_GivesItsHeadersAlone(string path)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Head, path);
        using HttpResponseMessage response = await server.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task OtherOrigins_AreRefusedUnlessAllowed()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o.AllowedOrigins.Add("https://friend.example"));
        string own = server.Address.GetLeftPart(UriPartial.Authority);
        foreach (string path in Guarded[..3])
        {
            foreach (string other in (string[])["https://evil.example", "null", own + ".evil.example", own.Replace("http", "https")])
                Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, path, r => r.Headers.Add("Origin", other)));
            foreach (string allowed in (string[])[own, "https://friend.example"])
                Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, path, r => r.Headers.Add("Origin", allowed)));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, path, r => r.Headers.Host = "evil.example"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, path, r => r.Headers.Host = "localhost:80"));
        }
    }

    [Fact]
    public async Task Body_IsLimited()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o.MaxBodyBytes = 10_000);
        foreach (string path in (string[])["v1/images/generations", "sdapi/v1/txt2img", "api/jobs", "api/parameters"])
        {
            using StringContent content = new("{\"prompt\":\"" + new string('a', 20_000) + "\"}", null, "application/json");
            using HttpResponseMessage response = await server.Client.PostAsync(path, content, Token);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        }
    }

    [Fact]
    public async Task FullQueue_IsToldWithWhenToComeBack()
    {
        await using RunningServer server = await RunningServer.StartAsync(null, o => o.QueueCapacity = 1);
        object body = new { prompt = "x", steps = 150 };
        await server.TryPostAsync("api/jobs", body);
        await Wait.UntilAsync(() => server.Pool.Running.Count > 0);
        await server.TryPostAsync("api/jobs", body);
        using HttpResponseMessage response = await server.Client.PostAsJsonAsync("v1/images/generations", new { prompt = "x" }, Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains("queue_full", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenModel_IsAnErrorThatTellsNoPath()
    {
        await using RunningServer server = await RunningServer.StartAsync(load: () => LatentDiffusionPipeline.Load("/secret/folder"));
        var (status, json) = await server.TryPostAsync("v1/images/generations", new { prompt = "x" });
        Assert.Equal(500, status);
        Assert.DoesNotContain("secret", json.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("server_error", json.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Page_LoadsNothingFromElsewhereAndIsKept()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage page = await server.Client.GetAsync("", Token);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single(), html = await page.Content.ReadAsStringAsync(Token);
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("//", html.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
        using HttpRequestMessage again = new(HttpMethod.Get, "");
        again.Headers.IfNoneMatch.Add(page.Headers.ETag!);
        using HttpResponseMessage kept = await server.Client.SendAsync(again, Token);
        Assert.Equal(HttpStatusCode.NotModified, kept.StatusCode);
        foreach (string path in (string[])["../appsettings.json", "%2e%2e/x", "index.html/..%2f..%2fetc/passwd", "page/index.html"])
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, path));
    }

    [Fact]
    public async Task Description_ListsEachApi()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement description = await server.GetAsync("openapi/latent-diffusion.json");
        JsonElement paths = description.GetProperty("paths");
        foreach (string path in (string[])["/v1/images/generations", "/v1/images/edits", "/sdapi/v1/txt2img", "/api/jobs/{id}/events"])
            Assert.True(paths.TryGetProperty(path, out _), path);
        Assert.Contains("LatentDiffusion", await server.Client.GetStringAsync("docs", Token), StringComparison.Ordinal);
        string[] fields =
        [
            .. description.GetProperty("components").GetProperty("schemas").EnumerateObject()
                .Where(s => s.Value.TryGetProperty("properties", out _))
                .SelectMany(s => s.Value.GetProperty("properties").EnumerateObject().Select(p => $"{s.Name}.{p.Name}")),
        ];
        foreach (string field in (string[])["DrawBody.negative_prompt", "DrawBody.cfg_scale", "JobBody.guidance_scale", "Picture.b64_json",
            "ImagesRequest.output_format", "ImageReference.image_url"])
            Assert.Contains(field, fields);
        Assert.DoesNotContain(fields, f => f.Split('.')[1].Any(char.IsAsciiLetterUpper));
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string path, Action<HttpRequestMessage>? with = null)
    {
        using HttpRequestMessage request = new(path == "mcp" ? HttpMethod.Post : HttpMethod.Get, path);
        with?.Invoke(request);
        using HttpResponseMessage response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        return response.StatusCode;
    }
}
