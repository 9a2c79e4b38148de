using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;

namespace LatentDiffusion.Extensions.AI.Tests;

public sealed class ModelStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_AreFoundInAnyCaseAndTheFirstIsTheDefault()
    {
        await using App app = new(null, b => b.AddModel("One", App.Load).AddModel("two", App.Load));
        Assert.Equal(["One", "two"], app.Models.Names);
        Assert.Equal(("One", "One", "two"), (app.Models.Resolve(null), app.Models.Resolve("oNE"), app.Models.Resolve("TWO")));
        ModelNotFoundException error = Assert.Throws<ModelNotFoundException>(() => app.Models.Resolve("three"));
        Assert.Equal("three", error.Name);
        Assert.Contains("One, two", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheOneUsedLongestAgo_MakesRoom()
    {
        List<LatentDiffusionPipeline> loaded = [];
        await using App app = new(o => o.LoadedModels = 2, b => b.AddModel("a", Load).AddModel("b", Load).AddModel("c", Load));
        foreach (string name in (string[])["a", "b", "a", "c"]) (await app.Models.LeaseAsync(name, Token)).Dispose();
        Assert.Equal(3, loaded.Count);
        Assert.Equal(["a", "c"], app.Models.Loaded);
        await IsDisposedAsync(loaded[1]);
        loaded[0].Generate(new GenerationRequest("still there") { Steps = 1, Width = 32, Height = 32 });

        LatentDiffusionPipeline Load()
        {
            LatentDiffusionPipeline pipeline = App.Load();
            loaded.Add(pipeline);
            return pipeline;
        }
    }

    [Fact]
    public async Task Replaced_DrawsToItsEndAndIsFreed()
    {
        await using App app = new();
        GenerationJob old = app.Pool.Enqueue(new GenerationRequest("a red apple") { Steps = 30 });
        await foreach (JobStatus status in old.WatchAsync(Token))
            if (status.Step is not null) break;
        ModelLease lease = await app.Models.LeaseAsync("emoji", Token);
        LatentDiffusionPipeline next = App.Load();
        app.Models.Set(new ModelSource("emoji", () => next));
        using (ModelLease newer = await app.Models.LeaseAsync("emoji", Token)) Assert.Same(next, newer.Pipeline);
        Assert.Single((await old.Completion).Images);
        lease.Pipeline.Generate(new GenerationRequest("lent still") { Steps = 1, Width = 32, Height = 32 });
        lease.Dispose();
        await IsDisposedAsync(lease.Pipeline);
    }

    [Fact]
    public async Task FailedLoad_IsToldAndTriedAgain()
    {
        bool there = false;
        await using App app = new(
            null, b => b.AddModel("m", () => there ? App.Load() : LatentDiffusionPipeline.Load("nowhere")));
        await Assert.ThrowsAsync<ModelFormatException>(() => app.Pool.GenerateAsync(new("x"), cancellationToken: Token));
        Assert.Equal("m", Assert.Single(app.Models.Failures).Key);
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(app));
        there = true;
        Assert.Single((await app.Pool.GenerateAsync(new("x"), cancellationToken: Token)).Images);
        Assert.Empty(app.Models.Failures);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(app));
    }

    [Fact]
    public async Task FailedLoad_TakesNoRoomAndIsToldUntilOneSucceeds()
    {
        bool there = false;
        await using App app = new(o => o.LoadedModels = 2, b => b
            .AddModel("a", App.Load)
            .AddModel("broken", () => there ? App.Load() : LatentDiffusionPipeline.Load("nowhere"))
            .AddModel("c", App.Load));
        (await app.Models.LeaseAsync("a", Token)).Dispose();
        await Assert.ThrowsAsync<ModelFormatException>(() => app.Models.LeaseAsync("broken", Token));
        foreach (string name in (string[])["c", "a", "c"]) (await app.Models.LeaseAsync(name, Token)).Dispose();
        Assert.Equal(["a", "c"], app.Models.Loaded);
        Assert.Equal("broken", Assert.Single(app.Models.Failures).Key);
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(app));
        Assert.DoesNotContain(app.Logs.Entries, e => e.Text.StartsWith("Unloading", StringComparison.Ordinal));
        there = true;
        (await app.Models.LeaseAsync("broken", Token)).Dispose();
        Assert.Equal(["broken", "c"], app.Models.Loaded);
        Assert.Empty(app.Models.Failures);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(app));
    }

    [Fact]
    public async Task Removed_IsUnknown()
    {
        await using App app = new();
        Assert.True(app.Models.Remove("Emoji"));
        Assert.False(app.Models.Remove("emoji"));
        await Assert.ThrowsAsync<ModelNotFoundException>(() => app.Models.LeaseAsync("emoji", Token));
        Assert.Equal(HealthStatus.Degraded, await HealthAsync(app));
    }

    [Fact]
    public async Task FullQueue_DegradesHealth()
    {
        using Gate gate = new();
        await using App app = new(o => o.QueueCapacity = 1, b => b.AddModel("emoji", gate.Load));
        GenerationJob first = app.Pool.Enqueue(new("x"));
        await foreach (JobStatus status in first.WatchAsync(Token))
            if (status.State == JobState.Running) break;
        app.Pool.Enqueue(new("x"));
        Assert.Equal(HealthStatus.Degraded, await HealthAsync(app));
        gate.Open();
    }

    private static async Task<HealthStatus> HealthAsync(App app) =>
        (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Status;

    private static async Task IsDisposedAsync(LatentDiffusionPipeline pipeline)
    {
        for (int k = 0; k < 200; k++)
        {
            try
            {
                pipeline.Generate(new GenerationRequest("") { Steps = 1, Width = 32, Height = 32 });
            }
            catch (ObjectDisposedException)
            {
                return;
            }

            await Task.Delay(50, Token);
        }

        Assert.Fail("The pipeline was not disposed.");
    }
}
