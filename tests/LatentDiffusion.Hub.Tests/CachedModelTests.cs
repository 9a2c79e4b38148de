namespace LatentDiffusion.Hub.Tests;

public sealed class CachedModelTests
{
    private static readonly string Fourty = new('1', 40);

    [Fact]
    public async Task List_SaysSizesAndRevisions()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.Add("org/other").With("style.safetensors", FakeRepository.Bytes(7000));
        await bench.GetAsync();
        await bench.GetAsync("org/model@v1");
        await bench.GetAsync("org/other");
        FakeRepository repository = bench.Server.Repositories["org/model"];
        string first = repository.Commit;
        repository.With("scheduler/scheduler_config.json", "{\"new\":1}");
        await bench.GetAsync();
        IReadOnlyList<CachedModel> models = bench.Client().List();
        Assert.Equal(["org/model", "org/other"], models.Select(m => m.Name));
        Assert.Equal(7000, models[1].Bytes);
        CachedModel model = models[0];
        Assert.Equal([repository.Commit, first], model.Revisions.Select(r => r.Commit));
        Assert.Equal([["main"], ["v1"]], model.Revisions.Select(r => r.Refs));
        Assert.Equal(repository.Files.Values.Sum(f => f.Length), model.Revisions[0].Bytes);
        Assert.Equal(11, model.Revisions[0].Files);
        Assert.Equal(repository.Files.Values.DistinctBy(FakeRepository.Etag).Sum(f => f.Length), model.Bytes - 2 + 2);
        Assert.Equal(0, model.IncompleteBytes);
        Assert.InRange(model.LastModified, DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task List_WithoutLinks_SaysTheSame()
    {
        await using Bench bench = await Bench.WithModelAsync();
        ModelHubOptions options = bench.Options with { Symlinks = false };
        string folder = await bench.GetAsync(options: options);
        CachedModel model = Assert.Single(bench.Client(options).List());
        Assert.Equal(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length), model.Bytes);
    }

    [Fact]
    public async Task List_CountsWhatBrokeOff_AndTakesNoNoticeOfOtherThings()
    {
        await using Bench bench = await Bench.WithModelAsync();
        Assert.Empty(bench.Client().List());
        bench.Server.AboutLarge(0, context => Lie.BreakOffAsync(context, 100_000));
        await bench.FailAsync(HubErrorKind.Interrupted);
        Directory.CreateDirectory(Path.Combine(bench.Cache, "datasets--org--data"));
        Directory.CreateDirectory(Path.Combine(bench.Cache, "models--..--x"));
        Directory.CreateDirectory(Path.Combine(bench.Cache, "something"));
        Assert.Equal(100_000, Assert.Single(bench.Client().List()).IncompleteBytes);
    }

    [Fact]
    public async Task Remove_All_LeavesNothingButLocks()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.Add("org/other").With("style.safetensors", FakeRepository.Bytes(7000));
        await bench.GetAsync();
        await bench.GetAsync("org/other");
        long size = bench.Client().List().First(m => m.Name == "org/model").Bytes;
        Assert.InRange(bench.Client().Remove("org/model"), size, size + 10_000); // the list of files counts too
        Assert.Equal("org/other", Assert.Single(bench.Client().List()).Name);
        Assert.DoesNotContain(bench.Files(), f => f.StartsWith("models--org--model/", StringComparison.Ordinal));
        await bench.GetAsync();
    }

    [Fact]
    public async Task Remove_LastRevision_LeavesNothingButLocks()
    {
        await using Bench bench = await Bench.WithModelAsync();
        await bench.GetAsync("org/model@v1");
        long size = bench.Client().List().Single().Bytes;
        Assert.InRange(bench.Client().Remove("org/model", "v1"), size, size + 10_000);
        Assert.Empty(bench.Client().List());
        Assert.Empty(bench.Files());
    }

    [Fact]
    public async Task Remove_Revision_LeavesWhatOthersShare()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string first = await bench.GetAsync("org/model@v1");
        bench.Server.Repositories["org/model"].With("scheduler/scheduler_config.json", "{\"new\":1}")
            .With("vae/diffusion_pytorch_model.safetensors", FakeRepository.Bytes(4_000, 8));
        string second = await bench.GetAsync();
        Assert.InRange(bench.Client().Remove("org/model", "v1"), 4_000, 10_000);
        Assert.False(Directory.Exists(first));
        Assert.Equal(SmallPipeline.Large, File.ReadAllBytes(Path.Combine(second, SmallPipeline.Weights)));
        Assert.Equal(["main"], Assert.Single(Assert.Single(bench.Client().List()).Revisions).Refs);
        bench.Server.Forget();
        Assert.Equal(second, await bench.GetAsync(options: bench.Options with { Verify = true }));
        Assert.Equal(0, bench.Server.Contents);
    }

    [Theory]
    [InlineData("org/other")]
    [InlineData("org/model@v2")]
    [InlineData("org/model@1111111111111111111111111111111111111111")]
    [InlineData("civitai:5")]
    public async Task Remove_WhatIsNotThere_IsSaid(string name)
    {
        await using Bench bench = await Bench.WithModelAsync();
        await bench.GetAsync();
        Assert.Equal(HubErrorKind.NotCached, Assert.Throws<HubException>(() => bench.Client().Remove(name)).Kind);
        Assert.Single(bench.Client().List());
    }

    [Fact]
    public async Task Remove_WhileSomebodyDownloads_IsRefused()
    {
        await using Bench bench = await Bench.WithModelAsync();
        await bench.GetAsync();
        string path = Directory.GetFiles(Path.Combine(bench.Cache, ".locks", "models--org--model"))[0];
        using (FileLock.TryAcquire(path))
            Assert.Equal(HubErrorKind.InUse, Assert.Throws<HubException>(() => bench.Client().Remove("org/model")).Kind);
        Assert.Single(bench.Client().List());
        bench.Client().Remove("org/model");
    }

    /// <summary>
    /// huggingface_hub's store of contents that repositories share: what another one links to stays, and so does what is not understood.
    /// </summary>
    [Theory]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public async Task Remove_SharedContent_GoesWithItsLastLink(bool otherLinks, bool hasList, bool stays)
    {
        await using Bench bench = await Bench.StartAsync();
        string hash = new('a', 64), stored = Path.Combine(bench.Cache, "blobs", "aa", hash);
        Directory.CreateDirectory(Path.GetDirectoryName(stored)!);
        File.WriteAllText(Path.Combine(bench.Cache, "blobs", ".huggingface-shared-blobs"), "1\n");
        File.WriteAllText(stored, "content");
        string[] names = otherLinks ? ["models--org--model", "models--org--other"] : ["models--org--model"];
        foreach (string name in names)
        {
            string blob = Path.Combine(bench.Cache, name, "blobs", "b"), snapshot = Path.Combine(bench.Cache, name, "snapshots", Fourty);
            Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
            Directory.CreateDirectory(snapshot);
            File.CreateSymbolicLink(blob, Path.Combine("..", "..", "blobs", "aa", hash));
            File.CreateSymbolicLink(Path.Combine(snapshot, "file"), Path.Combine("..", "..", "blobs", "b"));
        }

        if (hasList) File.WriteAllText(stored + ".refs", "models--org--model/blobs/b\nmodels--org--other/blobs/b\n../../etc/passwd\n");
        Assert.Equal(7, bench.Client().List()[0].Bytes);
        bench.Client().Remove("org/model");
        Assert.Equal(stays, File.Exists(stored));
        if (otherLinks) Assert.Equal("models--org--other/blobs/b\n", File.ReadAllText(stored + ".refs"));
    }
}
