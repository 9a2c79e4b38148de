using System.Net.Http.Json;
using System.Text.Json;
using LatentDiffusion.Extensions.AI;
using LatentDiffusion.Models.Emoji;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LatentDiffusion.Server.Tests;

/// <summary>A server on this machine, with the model of emoji at two steps.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningServer(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(120) };
    }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public GenerationPool Pool => _app.Services.GetRequiredService<GenerationPool>();

    public static async Task<RunningServer> StartAsync(
        Action<ServerOptions>? server = null,
        Action<LatentDiffusionOptions>? options = null,
        Func<LatentDiffusionPipeline>? load = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddLatentDiffusion(options ?? (_ => { })).AddModel("emoji", load ?? Load).AddServer(server);
        WebApplication app = builder.Build();
        app.MapLatentDiffusion();
        await app.StartAsync();
        return new RunningServer(app);
    }

    public static LatentDiffusionPipeline Load() => EmojiModel.CreatePipeline(new PipelineOptions { DefaultSteps = 2, Threads = 1 });

    public async Task<JsonElement> GetAsync(string path) =>
        await Client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        var (status, json) = await TryPostAsync(path, body);
        Assert.True(status == 200, $"{status}: {json}");
        return json;
    }

    public async Task<(int Status, JsonElement Json)> TryPostAsync(string path, object body)
    {
        using HttpResponseMessage response = await Client.PostAsJsonAsync(
            path, body, JsonSerializerOptions.Default, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
