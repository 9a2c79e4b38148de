using System.Net;
using System.Text.Json;
using LatentDiffusion.Extensions.AI;

namespace LatentDiffusion.Server.Tests;

/// <summary>The API of the page.</summary>
public sealed class JobTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_TellsStepsPreviewsAndPictures()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var (status, job) = await server.TryPostAsync("api/jobs", new
        {
            prompt = "a (red:1.2) apple", weighted = true, steps = 6, seed = 8, count = 2, width = 64, height = 64, previews = true,
        });
        Assert.Equal(202, status);
        string id = job.GetProperty("id").GetString()!;
        List<(string Event, JsonElement Data)> events = await Events.GetAsync(server, $"api/jobs/{id}/events");
        JsonElement end = events[^1].Data;
        Assert.Equal(("end", "completed"), (events[^1].Event, end.GetProperty("state").GetString()));
        Assert.Contains(events, e => e.Data.GetProperty("preview").ValueKind == JsonValueKind.String);
        int[] steps = [.. events.Select(e => e.Data.GetProperty("step").GetInt32())];
        Assert.Equal(steps.Order(), steps);
        Assert.Equal([8L, 9L], end.GetProperty("images").EnumerateArray().Select(i => i.GetProperty("seed").GetInt64()));
        byte[] file = await server.Client.GetByteArrayAsync(end.GetProperty("images")[0].GetProperty("url").GetString(), Token);
        GenerationRequest request = new("a (red:1.2) apple")
        {
            PromptSyntax = PromptSyntax.Weighted, Steps = 6, Seed = 8, Width = 64, Height = 64,
        };
        Assert.Equal(Pictures.Direct(request).Pixels, RgbImage.Decode(file).Pixels);

        using ByteArrayContent content = new(file);
        using HttpResponseMessage read = await server.Client.PostAsync("api/parameters", content, Token);
        JsonElement parameters = JsonDocument.Parse(await read.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("parameters");
        Assert.Equal("a (red:1.2) apple", parameters.GetProperty("prompt").GetString());
        Assert.Equal(8, parameters.GetProperty("seed").GetInt64());
    }

    [Fact]
    public async Task Warnings_NameWhatClientsCanSet()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var (_, job) = await server.TryPostAsync("api/jobs", new { prompt = "a (red:1.2) apple <lora:x:1>", width = 32, height = 32 });
        string? id = job.GetProperty("id").GetString();
        List<(string Event, JsonElement Data)> events = await Events.GetAsync(server, $"api/jobs/{id}/events");
        string[] expected =
        [
            "The prompt has a weight, '(red:1.2)', which is read as plain text.",
            "The prompt names an adapter, which is read as plain text; this server has no folder of adapters.",
        ];
        Assert.Equal(expected, events[^1].Data.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));
    }

    [Fact]
    public async Task Outpainting_Enlarges()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var (_, job) = await server.TryPostAsync("api/jobs", new
        {
            prompt = "x", image = Pictures.DataUrl(Pictures.Pattern(64)), outpaint = new { left = 32, top = 0, right = 0, bottom = 16 },
        });
        JsonElement end = (await Events.GetAsync(server, $"api/jobs/{job.GetProperty("id").GetString()}/events"))[^1].Data;
        Assert.True(end.GetProperty("images").GetArrayLength() == 1, end.GetRawText());
        Assert.Equal(96, end.GetProperty("images")[0].GetProperty("width").GetInt32());
        Assert.Equal(80, end.GetProperty("images")[0].GetProperty("height").GetInt32());
    }

    [Fact]
    public async Task WhoStopsListening_Cancels()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        object body = new { prompt = "x", steps = 150 };
        string running = await BeginAsync(server, body), waiting = await BeginAsync(server, body);
        using CancellationTokenSource leaves = new();
        Task first = ListenAsync(running), second = ListenAsync(waiting);
        GenerationJob runs;
        await Wait.UntilAsync(() => server.Pool.Running is [{ Status.Step: not null }]);
        runs = server.Pool.Running[0];
        Assert.Equal("waiting", (await server.GetAsync($"api/jobs/{waiting}")).GetProperty("state").GetString());
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        foreach (string id in (string[])[running, waiting])
            await Wait.UntilAsync(async () => await StateAsync(server, id) == "cancelled");
        Assert.InRange(runs.Status.Step!.Value.Step, 1, 149);

        async Task ListenAsync(string id)
        {
            using HttpResponseMessage response = await server.Client.GetAsync(
                $"api/jobs/{id}/events", HttpCompletionOption.ResponseHeadersRead, leaves.Token);
            await response.Content.ReadAsStringAsync(leaves.Token);
        }
    }

    [Fact]
    public async Task ClientOfOpenAi_WhoIsGone_Cancels()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using CancellationTokenSource leaves = new();
        using StringContent content = new("""{"prompt":"x","steps":150}""", null, "application/json");
        Task<HttpResponseMessage> drawing = server.Client.PostAsync("v1/images/generations", content, leaves.Token);
        await Wait.UntilAsync(() => server.Pool.Running is [{ Status.Step: not null }]);
        GenerationJob job = server.Pool.Running[0];
        int before = job.Status.Step!.Value.Step;
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drawing);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.InRange(job.Status.Step!.Value.Step, before, 149);
    }

    [Fact]
    public async Task Delete_CancelsAndPositionsMoveUp()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        object body = new { prompt = "x", steps = 150 };
        string[] ids = [await BeginAsync(server, body), await BeginAsync(server, body), await BeginAsync(server, body)];
        await Wait.UntilAsync(() => server.Pool.Running.Count > 0);
        Assert.Equal(1, (await server.GetAsync($"api/jobs/{ids[2]}")).GetProperty("position").GetInt32());
        Assert.Equal(HttpStatusCode.NoContent, (await server.Client.DeleteAsync($"api/jobs/{ids[1]}", Token)).StatusCode);
        Assert.Equal(0, (await server.GetAsync($"api/jobs/{ids[2]}")).GetProperty("position").GetInt32());
        Assert.Equal("cancelled", (await server.GetAsync($"api/jobs/{ids[1]}")).GetProperty("state").GetString());
        foreach (string id in ids) await server.Client.DeleteAsync($"api/jobs/{id}", Token);
    }

    [Fact]
    public async Task WrongJob_FailsWithWhy()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string id = await BeginAsync(server, new { prompt = "x", width = 63 });
        JsonElement end = (await Events.GetAsync(server, $"api/jobs/{id}/events"))[^1].Data;
        Assert.Equal("failed", end.GetProperty("state").GetString());
        Assert.Contains("width is 63", end.GetProperty("error").GetString(), StringComparison.Ordinal);
        string[] missing = [$"api/jobs/{id}/images/0", "api/jobs/none", "api/jobs/none/events", "api/jobs/..%2f..%2fetc/images/0"];
        foreach (string path in missing)
            Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(path, Token)).StatusCode);
    }

    [Fact]
    public async Task OldJobs_MakeRoom()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o.KeptJobs = 2);
        List<string> ids = [];
        for (int k = 0; k < 3; k++)
        {
            ids.Add(await BeginAsync(server, new { prompt = "x", width = 32, height = 32, steps = 1 }));
            await Events.GetAsync(server, $"api/jobs/{ids[k]}/events");
        }

        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"api/jobs/{ids[0]}", Token)).StatusCode);
        Assert.Equal("completed", (await server.GetAsync($"api/jobs/{ids[2]}")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Info_TellsModelsLimitsAndTokens()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        JsonElement info = await server.GetAsync("api/info"), model = await server.GetAsync("api/models/emoji");
        Assert.Equal(
            ("emoji", 2048),
            (info.GetProperty("default_model").GetString(), info.GetProperty("limits").GetProperty("side").GetInt32()));
        Assert.Contains("euler a", info.GetProperty("schedulers").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal((256, 2), (model.GetProperty("width").GetInt32(), model.GetProperty("steps").GetInt32()));
        JsonElement tokens = await server.PostAsync("api/tokens", new { prompt = "a (red:1.3) apple", weighted = true });
        Assert.Equal((3, 30), (tokens.GetProperty("count").GetInt32(), tokens.GetProperty("room").GetInt32()));
        Assert.Equal(9, (await server.PostAsync("api/tokens", new { prompt = "a (red:1.3) apple" })).GetProperty("count").GetInt32());
    }

    private static async Task<string?> StateAsync(RunningServer server, string id) =>
        (await server.GetAsync($"api/jobs/{id}")).GetProperty("state").GetString();

    private static async Task<string> BeginAsync(RunningServer server, object body)
    {
        var (status, job) = await server.TryPostAsync("api/jobs", body);
        Assert.Equal(202, status);
        return job.GetProperty("id").GetString()!;
    }
}
