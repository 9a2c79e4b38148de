namespace LatentDiffusion.Hub.Tests;

public sealed class FetchTests
{
    [Fact]
    public async Task Get_FetchesAll_AndTheNextTimeNothing()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string folder = await bench.GetAsync();
        foreach (var (path, content) in bench.Server.Repositories["org/model"].Files)
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(folder, path)));
        HubProgress last = bench.Reports[^1];
        Assert.Equal(HubStage.Done, last.Stage);
        Assert.Equal((11, 11), (last.Files, last.TotalFiles));
        Assert.Equal(last.TotalBytes, last.Bytes);
        bench.Server.Forget();
        Assert.Equal(folder, await bench.GetAsync());
        Assert.Equal("/api/models/org/model/revision/main", Assert.Single(bench.Server.Requests).Path);
    }

    [Fact]
    public async Task Get_Commit_AsksNothingOnceItIsThere()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string name = $"org/model@{bench.Server.Repositories["org/model"].Commit}", folder = await bench.GetAsync(name);
        bench.Server.Forget();
        Assert.Equal(folder, await bench.GetAsync(name));
        Assert.Empty(bench.Server.Requests);
        Assert.DoesNotContain(bench.Files(), f => f.Contains("/refs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_NewCommit_FetchesWhatDiffers()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string first = await bench.GetAsync();
        bench.Server.Repositories["org/model"].With("scheduler/scheduler_config.json", "{\"new\":1}");
        bench.Server.Forget();
        string second = await bench.GetAsync();
        Assert.NotEqual(first, second);
        Assert.Equal(1, bench.Server.Contents);
        Assert.Equal("{}", File.ReadAllText(Path.Combine(first, "scheduler/scheduler_config.json")));
        Assert.Equal("{\"new\":1}", File.ReadAllText(Path.Combine(second, "scheduler/scheduler_config.json")));
    }

    [Fact]
    public async Task Get_ListInPages_TakesAll()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.PageSize = 3;
        string folder = await bench.GetAsync();
        Assert.Equal(SmallPipeline.Large, File.ReadAllBytes(Path.Combine(folder, SmallPipeline.Weights)));
    }

    [Fact]
    public async Task Get_RevisionWithSlash_IsAskedForEscaped()
    {
        await using Bench bench = await Bench.WithModelAsync();
        await bench.GetAsync("hf://org/model@feature%2Fx");
        Assert.Contains("models--org--model/refs/feature/x", bench.Files());
    }

    [Fact]
    public async Task Get_FileOfARepository_IsItsPath()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string path = await bench.GetAsync($"hf://org/model@main/{SmallPipeline.Weights}");
        Assert.Equal(SmallPipeline.Large, File.ReadAllBytes(path));
        Assert.Equal(1, bench.Server.Contents);
    }

    [Fact]
    public async Task Get_SeveralAtOnceInOneProcess_DownloadsOnce()
    {
        await using Bench bench = await Bench.WithModelAsync();
        ModelHub client = bench.Client();
        string[] folders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetAsync("org/model")));
        Assert.Single(folders.Distinct());
        Assert.Equal(bench.Server.Repositories["org/model"].Contents, bench.Server.Contents);
    }

    [Fact]
    public async Task Get_WithoutSymlinks_HasTheFilesThemselves()
    {
        await using Bench bench = await Bench.WithModelAsync();
        ModelHubOptions options = bench.Options with { Symlinks = false };
        string folder = await bench.GetAsync(options: options);
        Assert.All(
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories), f => Assert.Null(new FileInfo(f).LinkTarget));
        Assert.Equal(SmallPipeline.Large, File.ReadAllBytes(Path.Combine(folder, SmallPipeline.Weights)));
        Assert.DoesNotContain(bench.Files(), f => f.EndsWith(FakeRepository.Etag(SmallPipeline.Large), StringComparison.Ordinal));
        bench.Server.Forget();
        Assert.Equal(folder, await bench.GetAsync(options: options));
        Assert.Equal(0, bench.Server.Contents);
    }

    [Fact]
    public async Task Get_Verify_MendsWhatTheDiskDamaged()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string path = Path.Combine(await bench.GetAsync(), SmallPipeline.Weights);
        byte[] damaged = [.. SmallPipeline.Large];
        damaged[1000] ^= 1;
        File.WriteAllBytes(path, damaged);
        await bench.GetAsync();
        Assert.Equal(damaged, File.ReadAllBytes(path)); // the size is right, and more is not looked at
        bench.Server.Forget();
        await bench.GetAsync(options: bench.Options with { Verify = true });
        Assert.Equal(SmallPipeline.Large, File.ReadAllBytes(path));
        Assert.Equal(1, bench.Server.Contents);
    }

    [Fact]
    public async Task Get_TruncatedInTheCache_IsFetchedAnew()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string path = Path.Combine(await bench.GetAsync(), SmallPipeline.Weights);
        File.WriteAllBytes(path, SmallPipeline.Large[..100]);
        await bench.GetAsync();
        Assert.Equal(SmallPipeline.Large, File.ReadAllBytes(path));
    }

    [Fact]
    public async Task Get_Cancelled_KeepsWhatHasCome()
    {
        await using Bench bench = await Bench.WithModelAsync();
        using CancellationTokenSource stop = new();
        bench.Server.Fault = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith(SmallPipeline.Weights, StringComparison.Ordinal)) return false;
            context.Response.ContentLength = SmallPipeline.Large.Length;
            await context.Response.Body.WriteAsync(SmallPipeline.Large.AsMemory(0, 200_000));
            await context.Response.Body.FlushAsync();
            stop.CancelAfter(200);
            await Task.Delay(3000, context.RequestAborted).ContinueWith(_ => { });
            return true;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.GetAsync(cancellationToken: stop.Token));
        bench.AssertNothingWhole(SmallPipeline.Large);
        bench.Server.Fault = _ => Task.FromResult(false);
        bench.Server.Forget();
        await bench.GetAsync();
        Assert.Contains(bench.Server.Requests, r => r.Range == "bytes=200000-");
    }
}
