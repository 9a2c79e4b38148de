using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using LatentDiffusion.Extensions.AI;

namespace LatentDiffusion.Server.Tests;

/// <summary>
/// 64 clients at once. LATENT_DIFFUSION_LOAD is the number of requests, 128 unless it is set; it is also measured then how the throughput
/// compares to calls of the pipeline, in turns, and how the memory grows.
/// </summary>
public sealed class LoadTests(ITestOutputHelper output)
{
    private const int Clients = 64, Side = 32, Steps = 1;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ManyClients_LoseNothingAndComeInTheirOrder()
    {
        int requests = int.TryParse(Environment.GetEnvironmentVariable("LATENT_DIFFUSION_LOAD"), out int set) ? set : 128;
        using LatentDiffusionPipeline direct = RunningServer.Load();
        await using RunningServer server = await RunningServer.StartAsync(load: RunningServer.Load);
        await DrawAsync(server, 0);
        ConcurrentBag<long> seeds = [];
        List<(double Served, double Direct, long Memory)> rounds = [];
        int next = 0, each = requests / 8;
        for (int round = 0; round < 8; round++)
        {
            int end = next + each;
            long began = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
            {
                for (int seed; (seed = Interlocked.Increment(ref next)) <= end;) seeds.Add(await DrawAsync(server, seed));
            })));
            next = end;
            TimeSpan served = Stopwatch.GetElapsedTime(began);
            began = Stopwatch.GetTimestamp();
            for (int k = 0; k < each; k++) direct.Generate(Request(k)).Images[0].Encode(ImageFormat.Png);
            GC.Collect();
            rounds.Add((served.TotalSeconds, Stopwatch.GetElapsedTime(began).TotalSeconds, Environment.WorkingSet));
        }

        Assert.Equal(Enumerable.Range(1, 8 * each).Select(s => (long)s), seeds.Order());
        Assert.Equal((0, 0), (server.Pool.Waiting.Count, server.Pool.Running.Count));
        double[] ratios = [.. rounds.Select(r => r.Direct / r.Served).Order()];
        string shown = string.Join(", ", ratios.Select(r => $"{r:0.000}"));
        output.WriteLine($"{8 * each} requests; throughput against direct calls, rounds in order: {shown}");
        output.WriteLine($"working set in MB after each round: {string.Join(", ", rounds.Select(r => r.Memory >> 20))}");
    }

    [Fact]
    public async Task Waiting_AreServedInTheOrderOfTheirComing()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        List<long> ended = [];
        List<Task> clients = [DrawAsync(server, 0, steps: 60)];
        await Wait.UntilAsync(() => server.Pool.Running.Count == 1);
        for (int k = 1; k < Clients; k++)
        {
            int seed = k;
            clients.Add(Task.Run(() => DrawAsync(server, seed), Token));
            await Wait.UntilAsync(() => server.Pool.Waiting.Count >= seed || clients[0].IsCompleted);
            GenerationJob? job = server.Pool.Waiting.LastOrDefault();
            _ = job?.Completion.ContinueWith(
                _ => { lock (ended) ended.Add(job.Request.Seed!.Value); }, TaskContinuationOptions.ExecuteSynchronously);
        }

        Assert.False(clients[0].IsCompleted, "The first was done before the others had come; the order was not seen.");
        await Task.WhenAll(clients);
        await Wait.UntilAsync(() => ended.Count == Clients - 1);
        Assert.Equal(Enumerable.Range(1, Clients - 1).Select(k => (long)k), ended);
    }

    private static GenerationRequest Request(int seed, int steps = Steps) =>
        new("a red apple") { Seed = seed, Steps = steps, Width = Side, Height = Side };

    private static async Task<long> DrawAsync(RunningServer server, int seed, int steps = Steps)
    {
        int side = steps == Steps ? Side : 128;
        object body = new { prompt = "a red apple", seed, steps, size = $"{side}x{side}" };
        using HttpResponseMessage response = await server.Client.PostAsJsonAsync("v1/images/generations", body, Token);
        response.EnsureSuccessStatusCode();
        JsonElement picture = (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("data")[0];
        RgbImage image = RgbImage.Decode(picture.GetProperty("b64_json").GetBytesFromBase64());
        Assert.Equal(side, image.Width);
        return picture.GetProperty("seed").GetInt64();
    }
}
