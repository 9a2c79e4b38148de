using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Hub.Tests;

/// <summary>Several processes with one cache.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task TwoAtOnce_DownloadOnce()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.Fault = async context =>
        {
            if (context.Request.Path.Value!.Contains("/resolve/", StringComparison.Ordinal)) await Task.Delay(300); // so that they meet
            return false;
        };
        using HubProcess first = HubProcess.Cli(bench, "pull", "org/model"), second = HubProcess.Cli(bench, "pull", "org/model");
        string[] outputs = await Task.WhenAll(first.DoneAsync(), second.DoneAsync());
        Assert.Equal(outputs[0], outputs[1]);
        AssertWhole(outputs[0].Trim());
        Assert.Equal(bench.Server.Repositories["org/model"].Contents, bench.Server.Contents);
    }

    [Fact]
    public async Task KilledInTheMiddle_LeavesWhatTheNextGoesOnWith()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(1, SlowlyAsync);
        using (HubProcess killed = HubProcess.Cli(bench, "pull", "org/model"))
        {
            string incomplete = Path.Combine(
                bench.Cache, "models--org--model", "blobs", FakeRepository.Sha256(SmallPipeline.Large) + ".incomplete");
            for (int i = 0; i < 3000 && RealFile.Length(incomplete) is not >= 100_000; i++) await Task.Delay(10);
            killed.Kill();
        }

        bench.AssertNothingWhole(SmallPipeline.Large);
        bench.Server.Forget();
        using HubProcess next = HubProcess.Cli(bench, "pull", "org/model");
        AssertWhole((await next.DoneAsync()).Trim());
        FakeRequest request = Assert.Single(bench.Server.Requests, r => r.Path.EndsWith(SmallPipeline.Weights, StringComparison.Ordinal));
        Assert.InRange(int.Parse(request.Range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture), 100_000, 299_999);
        Assert.DoesNotContain(bench.Files(), f => f.EndsWith(".incomplete", StringComparison.Ordinal));
    }

    /// <summary>A lock goes with the process that held it.</summary>
    [Fact]
    public async Task KilledWhileAnotherWaits_LetsItGoOn()
    {
        await using Bench bench = await Bench.WithModelAsync();
        TaskCompletionSource began = new();
        bench.Server.AboutLarge(1, context =>
        {
            began.TrySetResult();
            return SlowlyAsync(context);
        });
        using HubProcess killed = HubProcess.Cli(bench, "pull", "org/model");
        await began.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Task<string> waiting = bench.GetAsync();
        for (int i = 0; i < 1000 && !Reported(bench, HubStage.Waiting); i++) await Task.Delay(10);
        Assert.True(Reported(bench, HubStage.Waiting));
        Assert.False(waiting.IsCompleted);
        killed.Kill();
        AssertWhole(await waiting);
    }

    private static bool Reported(Bench bench, HubStage stage)
    {
        lock (bench.Reports) return bench.Reports.Any(r => r.Stage == stage);
    }

    private static void AssertWhole(string folder) =>
        Assert.Equal(SmallPipeline.Large, File.ReadAllBytes(Path.Combine(folder, SmallPipeline.Weights)));

    private static async Task SlowlyAsync(HttpContext context)
    {
        context.Response.ContentLength = SmallPipeline.Large.Length;
        try
        {
            for (int from = 0; from < SmallPipeline.Large.Length; from += 50_000)
            {
                await context.Response.Body.WriteAsync(SmallPipeline.Large.AsMemory(from, 50_000), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(from < 100_000 ? 50 : 3000, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
