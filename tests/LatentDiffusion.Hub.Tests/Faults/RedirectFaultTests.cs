using System.Net;

namespace LatentDiffusion.Hub.Tests;

/// <summary>Redirects, and where the token goes.</summary>
public sealed class RedirectFaultTests
{
    private const string Token = "hf_secret";

    [Fact]
    public async Task ContentOnAnotherHost_IsFetchedWithoutTheToken()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.Cdn = bench.Server.OtherHost;
        string folder = await bench.GetAsync(options: bench.Options with { Token = Token });
        Assert.Equal(SmallPipeline.Large, File.ReadAllBytes(Path.Combine(folder, SmallPipeline.Weights)));
        Assert.All(bench.Server.Requests, r => Assert.Equal(r.Host == "127.0.0.1" ? $"Bearer {Token}" : "", r.Authorization));
        Assert.Contains(bench.Server.Requests, r => r.Host == "localhost");
    }

    [Fact]
    public async Task RenamedRepository_IsFollowedWithTheToken()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("org/former", 0, context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = context.Request.Path.Value!.Replace("org/former", "org/model", StringComparison.Ordinal)
                + context.Request.QueryString;
            return Task.CompletedTask;
        });
        string folder = await bench.GetAsync("org/former", bench.Options with { Token = Token });
        Assert.Contains("models--org--former", folder);
        Assert.All(bench.Server.Requests, r => Assert.Equal($"Bearer {Token}", r.Authorization));
    }

    [Fact]
    public async Task RedirectsInACircle_ComeToAnEnd()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(0, context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = context.Request.Path.Value;
            return Task.CompletedTask;
        });
        Assert.Contains("more than 10 times", (await bench.FailAsync(HubErrorKind.Protocol)).Message);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "not of the web")]
    [InlineData("ftp://example.com/", "not of the web")]
    [InlineData("http://user@example.com/", "user's name")]
    [InlineData("//example.com/file", "another unencrypted address")]
    [InlineData("http://example.com/", "another unencrypted address")]
    public async Task RedirectToWhereNoFileMayComeFrom_IsNotFollowed(string target, string problem)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(0, context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = target;
            return Task.CompletedTask;
        });
        Assert.Contains(problem, (await bench.FailAsync(HubErrorKind.Protocol)).Message);
    }

    [Theory]
    [InlineData("https://hub.test/", "http://hub.test/file", "unencrypted")]
    [InlineData("https://hub.test/", "http://127.0.0.1/file", "unencrypted")]
    [InlineData("https://hub.test/", "https://127.0.0.1/file", "this machine itself")]
    [InlineData("https://hub.test/", "https://localhost/file", "this machine itself")]
    [InlineData("http://hub.test/", "http://other.test/file", "another unencrypted")]
    public async Task RedirectToLessProtection_IsNotFollowed(string endpoint, string target, string problem)
    {
        await using Bench bench = await Bench.StartAsync();
        using Stub stub = new(_ => new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri(target) } });
        ModelHubOptions options = bench.Options with { Endpoint = new Uri(endpoint), HttpHandler = stub, Token = Token };
        Assert.Contains(problem, (await bench.FailAsync(HubErrorKind.Protocol, options: options)).Message);
        Assert.Single(stub.Sent);
    }

    /// <summary>Encrypted to the hub, or on this machine: else a token is not sent, and the error says so.</summary>
    [Theory]
    [InlineData("https://hub.test/", true)]
    [InlineData("http://127.0.0.1/", true)]
    [InlineData("http://localhost/", true)]
    [InlineData("http://hub.test/", false)]
    [InlineData("http://192.168.1.5/", false)]
    public async Task Token_GoesOnlyWhereNobodyReadsAlong(string endpoint, bool sent)
    {
        await using Bench bench = await Bench.StartAsync();
        using Stub stub = new(_ => new HttpResponseMessage(HttpStatusCode.Unauthorized));
        HubException e = await Assert.ThrowsAsync<HubException>(() => bench.GetAsync(
            options: bench.Options with { Endpoint = new Uri(endpoint), HttpHandler = stub, Token = Token }));
        Assert.Equal(sent ? $"Bearer {Token}" : null, Assert.Single(stub.Sent).Headers.Authorization?.ToString());
        Assert.Equal(!sent, e.Message.Contains("not sent over plain http", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_DoesNotGoToAnotherPortOrScheme()
    {
        await using Bench bench = await Bench.StartAsync();
        string[] hops = ["https://hub.test:444/a", "https://cdn.hub.test/b", "https://hub.test.evil.test/c", "https://hub.test/d"];
        int hop = 0;
        using Stub stub = new(_ => hop < hops.Length
            ? new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri(hops[hop++]) } }
            : new HttpResponseMessage(HttpStatusCode.NotFound));
        ModelHubOptions options = bench.Options with { Endpoint = new Uri("https://hub.test"), HttpHandler = stub, Token = Token };
        await bench.FailAsync(HubErrorKind.RepositoryNotFound, options: options);
        Assert.Equal([true, false, false, false, true], stub.Sent.Select(r => r.Headers.Authorization is not null));
    }

    private sealed class Stub(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<HttpRequestMessage> Sent { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent.Add(request);
            return Task.FromResult(answer(request));
        }
    }
}
