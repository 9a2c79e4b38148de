using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LatentDiffusion.Hub.Tests;

/// <summary>A server on this machine that speaks the hub's protocol, and lies where a test tells it to.</summary>
internal sealed class FakeHub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<FakeRequest> _requests = new();

    private FakeHub(WebApplication app) => _app = app;

    public Dictionary<string, FakeRepository> Repositories { get; } = new(StringComparer.Ordinal);

    /// <summary>What is done before the request is answered as it should be; true where it was answered.</summary>
    public Func<HttpContext, Task<bool>> Fault { get; set; } = _ => Task.FromResult(false);

    /// <summary>Where large files are; null: on the same host, without a redirect.</summary>
    public Uri? Cdn { get; set; }

    /// <summary>Entries of a page of the list.</summary>
    public int PageSize { get; set; } = 1000;

    public Uri Address { get; private set; } = null!;

    /// <summary>The same server by another name of this machine, so another host.</summary>
    public Uri OtherHost => new($"http://localhost:{Address.Port}/");

    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    public int Contents => Requests.Count(r => r.Method == "GET" && r.IsContent);

    public static async Task<FakeHub> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(o => o.AllowSynchronousIO = true);
        FakeHub hub = new(builder.Build());
        hub._app.Run(hub.AnswerAsync);
        await hub._app.StartAsync();
        string address = hub._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        hub.Address = new Uri(address + "/");
        return hub;
    }

    public FakeRepository Add(string name) => Repositories[name] = new FakeRepository(name);

    public void Forget() => _requests.Clear();

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(1));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        _requests.Enqueue(new FakeRequest(
            request.Method, request.Host.Host, request.Path, request.Headers.Authorization.ToString(), request.Headers.Range.ToString(),
            request.Headers.IfRange.ToString()));
        if (await Fault(context)) return;
        string[] parts = request.Path.Value!.Trim('/').Split('/');
        await (parts switch
        {
            ["api", "models", var org, var name, "revision", .. var revision] =>
                RevisionAsync(context, $"{org}/{name}", string.Join('/', revision)),
            ["api", "models", var org, var name, "tree", var commit] => TreeAsync(context, $"{org}/{name}", commit),
            [var org, var name, "resolve", _, .. var path] => FileAsync(context, $"{org}/{name}", string.Join('/', path)),
            ["cdn", var hash] => ContentAsync(context, Repositories.Values.SelectMany(r => r.Files.Values)
                .First(f => FakeRepository.Etag(f) == hash)),
            _ => FailAsync(context, 404, ""),
        });
    }

    private Task RevisionAsync(HttpContext context, string name, string revision)
    {
        if (!Repositories.TryGetValue(name, out FakeRepository? repository)) return FailAsync(context, 401, "RepoNotFound");
        if (Uri.UnescapeDataString(revision) is not ("main" or "v1" or "feature/x") && revision != repository.Commit)
            return FailAsync(context, 404, "RevisionNotFound");
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            id = name, sha = repository.Commit, @private = false, gated = false, downloads = 0, likes = 0, tags = Array.Empty<string>(),
            siblings = repository.Files.Keys.Select(f => new { rfilename = f }),
        }));
    }

    private Task TreeAsync(HttpContext context, string name, string commit)
    {
        if (!Repositories.TryGetValue(name, out FakeRepository? repository)) return FailAsync(context, 401, "RepoNotFound");
        if (commit != repository.Commit && commit != "main") return FailAsync(context, 404, "RevisionNotFound");
        int start = int.TryParse(context.Request.Query["cursor"], CultureInfo.InvariantCulture, out int cursor) ? cursor : 0;
        string[] all = [.. repository.Files.Keys.Union(repository.Lies.Keys).Select(repository.Entry)];
        if (start + PageSize < all.Length)
            context.Response.Headers.Link =
                $"<{Address}api/models/{name}/tree/{commit}?recursive=true&cursor={start + PageSize}>; rel=\"next\"";
        context.Response.ContentType = "application/json";
        string folder = """{"type":"directory","oid":"0","size":0,"path":"unet"},""";
        return context.Response.WriteAsync($"[{folder}{string.Join(',', all.Skip(start).Take(PageSize))}]".Replace(",]", "]"));
    }

    private async Task FileAsync(HttpContext context, string name, string path)
    {
        if (!Repositories.TryGetValue(name, out FakeRepository? repository))
        {
            await FailAsync(context, 401, "RepoNotFound");
            return;
        }

        context.Response.Headers["X-Repo-Commit"] = repository.Commit;
        if (!repository.Files.TryGetValue(path, out byte[]? content))
        {
            await FailAsync(context, 404, "EntryNotFound");
            return;
        }

        if (!FakeRepository.IsLarge(content))
        {
            await ContentAsync(context, content);
            return;
        }

        context.Response.Headers["X-Linked-Etag"] = $"\"{FakeRepository.Sha256(content)}\"";
        context.Response.Headers["X-Linked-Size"] = content.Length.ToString(CultureInfo.InvariantCulture);
        if (Cdn is null) await ContentAsync(context, content);
        else
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = new Uri(Cdn, $"cdn/{FakeRepository.Sha256(content)}").ToString();
        }
    }

    /// <summary>Sends a content, or the part that is asked for.</summary>
    public static async Task ContentAsync(HttpContext context, byte[] content)
    {
        string range = context.Request.Headers.Range.ToString();
        int from = range.StartsWith("bytes=", StringComparison.Ordinal) ? int.Parse(range[6..^1], CultureInfo.InvariantCulture) : 0;
        string tag = $"\"{FakeRepository.Etag(content)}\"";
        if (context.Request.Headers.IfRange.ToString() is { Length: > 0 } version && version != tag) from = 0;
        context.Response.Headers.ETag = tag;
        if (from >= content.Length && from > 0)
        {
            context.Response.StatusCode = 416;
            return;
        }

        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        context.Response.ContentLength = content.Length - from;
        if (context.Request.Method == "GET") await context.Response.Body.WriteAsync(content.AsMemory(from));
    }

    public static Task FailAsync(HttpContext context, int status, string code, string message = "")
    {
        context.Response.StatusCode = status;
        if (code.Length > 0) context.Response.Headers["X-Error-Code"] = code;
        if (message.Length > 0) context.Response.Headers["X-Error-Message"] = message;
        return Task.CompletedTask;
    }
}
