using System.Diagnostics;
using System.Globalization;

namespace LatentDiffusion.Hub.Tests;

/// <summary>What a hub can answer in place of what is asked for.</summary>
public sealed class StatusFaultTests
{
    [Theory]
    [InlineData(429)]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task PassingFault_IsTriedAgain(int status)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/api/", 2, context => FakeHub.FailAsync(context, status, ""));
        await bench.GetAsync();
        Assert.Equal(3, bench.Server.Requests.Count(r => r.Path.Contains("/revision/")));
        Assert.Contains(bench.Reports, r => r.Notice?.Contains($"answered {status}; trying again") == true);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(31, 8)]
    [InlineData(100, 8)]
    public void Pause_DoublesToItsMost(int before, double factor) =>
        Assert.Equal(factor, RetryPolicy.Pause(TimeSpan.FromSeconds(1), before).TotalSeconds);

    [Theory]
    [InlineData("Retry-After", "1")]
    [InlineData("RateLimit", "\"api\";r=0;t=1")]
    public async Task TooManyRequests_WaitsAsLongAsAsked(string header, string value)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/api/", 1, context =>
        {
            context.Response.Headers[header] = value;
            return FakeHub.FailAsync(context, 429, "");
        });
        long began = Stopwatch.GetTimestamp();
        await bench.GetAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.99, 10);
    }

    [Fact]
    public async Task TooManyRequests_UntilADate_WaitsForIt()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/api/", 1, context =>
        {
            context.Response.Headers.RetryAfter = DateTimeOffset.UtcNow.AddSeconds(2).ToString("r", CultureInfo.InvariantCulture);
            return FakeHub.FailAsync(context, 429, "");
        });
        long began = Stopwatch.GetTimestamp();
        await bench.GetAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.9, 10); // the date is of whole seconds
    }

    [Theory]
    [InlineData("Retry-After", "86400", "86400 s")]
    [InlineData("Retry-After", "Tue, 31 Dec 2999 23:59:59 GMT", "s")]
    [InlineData("RateLimit", "\"api\";r=0;t=3600", "3600 s")]
    public async Task TooManyRequests_ForTooLong_IsNotWaitedFor(string header, string value, string said)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/api/", 0, context =>
        {
            context.Response.Headers[header] = value;
            return FakeHub.FailAsync(context, 429, "");
        });
        Assert.Contains(said, (await bench.FailAsync(HubErrorKind.RateLimited)).Message);
        Assert.Single(bench.Server.Requests);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    [InlineData(null)]
    public async Task TooManyRequests_Always_GivesUpAfterTheRetries(string? after)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/api/", 0, context =>
        {
            if (after is not null) context.Response.Headers.RetryAfter = after;
            return FakeHub.FailAsync(context, 429, "");
        });
        HubException e = await bench.FailAsync(HubErrorKind.RateLimited);
        Assert.Contains("HF_TOKEN", e.Message);
        Assert.Equal(4, bench.Server.Requests.Count);
    }

    [Fact]
    public async Task ServerError_Always_GivesUp()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/api/", 0, context => FakeHub.FailAsync(context, 500, "", "oh \u001b[31mno"));
        HubException e = await bench.FailAsync(HubErrorKind.ServerError);
        Assert.Contains("answered 500", e.Message);
        Assert.Equal(4, bench.Server.Requests.Count);
    }

    [Theory]
    [InlineData(401, "GatedRepo", "", HubErrorKind.Gated, "accept them")]
    [InlineData(403, "GatedRepo", "", HubErrorKind.Gated, "accept them")]
    [InlineData(404, "RepoNotFound", "", HubErrorKind.RepositoryNotFound, "no such model, or it is private")]
    [InlineData(401, "RepoNotFound", "", HubErrorKind.RepositoryNotFound, "HF_TOKEN")]
    [InlineData(401, "", "Invalid username or password.", HubErrorKind.RepositoryNotFound, "HF_TOKEN")]
    [InlineData(404, "", "", HubErrorKind.RepositoryNotFound, "no such model")]
    [InlineData(404, "RevisionNotFound", "", HubErrorKind.RevisionNotFound, "branch, tag or commit")]
    [InlineData(403, "", "Access to this resource is disabled.", HubErrorKind.Disabled, "closed")]
    [InlineData(403, "", "", HubErrorKind.Unauthorized, "access is denied")]
    [InlineData(400, "", "", HubErrorKind.Protocol, "answered 400")]
    [InlineData(418, "", "", HubErrorKind.Protocol, "answered 418")]
    public async Task Refusal_SaysWhatToDo(int status, string code, string message, HubErrorKind kind, string advice)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/api/", 0, context => FakeHub.FailAsync(context, status, code, message));
        HubException e = await bench.FailAsync(kind);
        Assert.Contains(advice, e.Message);
        Assert.StartsWith("org/model@main: ", e.Message);
        Assert.Single(bench.Server.Requests); // there is no use in asking again
        Assert.Empty(bench.Files());
    }

    /// <summary>The list of a gated repository is open to all; its files are not.</summary>
    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task GatedFiles_SayWhatToDo(int status)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/resolve/", 0, context => FakeHub.FailAsync(context, status, "GatedRepo", "Access is restricted."));
        HubException e = await bench.FailAsync(HubErrorKind.Gated);
        Assert.Equal("model_index.json", e.File);
        Assert.Contains($"Open {bench.Server.Address}org/model, accept them", e.Message);
        Assert.Contains("Access is restricted.", e.Message);
    }

    [Fact]
    public async Task TokenIsRefused_SaysSo_WithoutTheToken()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/api/", 0, context => FakeHub.FailAsync(context, 401, "", "Invalid credentials in Authorization header"));
        HubException e = await bench.FailAsync(HubErrorKind.Unauthorized, options: bench.Options with { Token = "hf_secret" });
        Assert.Contains("not accepted", e.Message);
        Assert.DoesNotContain("hf_secret", e.ToString());
    }

    [Fact]
    public async Task NothingListens_IsUnreachable()
    {
        await using Bench bench = await Bench.WithModelAsync();
        ModelHubOptions options = bench.Options with { Endpoint = new Uri("http://127.0.0.1:1"), Retries = 0 };
        Assert.Contains("127.0.0.1:1", (await bench.FailAsync(HubErrorKind.Unreachable, options: options)).Message);
    }

    [Fact]
    public async Task UnknownRepository_OfTheServer()
    {
        await using Bench bench = await Bench.WithModelAsync();
        await bench.FailAsync(HubErrorKind.RepositoryNotFound, "org/other");
        await bench.FailAsync(HubErrorKind.RevisionNotFound, "org/model@nowhere");
        await bench.FailAsync(HubErrorKind.FileNotFound, "org/model@main/nowhere");
    }
}
