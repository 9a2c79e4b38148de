namespace LatentDiffusion.Hub.Tests;

/// <summary>
/// One cache for this library and a living huggingface_hub. Run where the variable LATENT_DIFFUSION_HUB_PYTHON names a Python that has it.
/// </summary>
public sealed class PythonTests
{
    private static readonly string? Python = Environment.GetEnvironmentVariable("LATENT_DIFFUSION_HUB_PYTHON");

    [Fact]
    public async Task WhatWeFetched_PythonFindsWithoutANetwork()
    {
        await using Bench bench = await WithPythonAsync();
        string folder = await bench.GetAsync();
        const string Code = """
            from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download
            print(snapshot_download("org/model", local_files_only=True))
            print(hf_hub_download("org/model", "unet/config.json", local_files_only=True))
            info = scan_cache_dir()
            print([str(w) for w in info.warnings], [(r.repo_id, r.nb_files, len(r.revisions), sorted(r.refs)) for r in info.repos])
            """;
        using HubProcess python = HubProcess.Python(bench, Python!, Code, ("HF_HUB_OFFLINE", "1"));
        string[] lines = (await python.DoneAsync()).Trim().Split('\n');
        Assert.Equal(folder, lines[0]);
        Assert.Equal(Path.Combine(folder, "unet/config.json"), lines[1]);
        Assert.Equal("[] [('org/model', 10, 1, ['main'])]", lines[2]);
    }

    [Fact]
    public async Task WhatPythonFetched_WeDoNotFetch_AndTheOtherWayRound()
    {
        await using Bench bench = await WithPythonAsync();
        bench.Server.Cdn = bench.Server.OtherHost;
        const string Code = "from huggingface_hub import snapshot_download; print(snapshot_download('org/model'))";
        using (HubProcess python = HubProcess.Python(bench, Python!, Code))
        {
            string folder = (await python.DoneAsync()).Trim();
            bench.Server.Forget();
            Assert.Equal(folder, await bench.GetAsync(options: bench.Options with { Verify = true }));
            Assert.Single(bench.Server.Requests);
        }

        bench.Client().Remove("org/model");
        await bench.GetAsync();
        bench.Server.Forget();
        using HubProcess again = HubProcess.Python(bench, Python!, Code);
        await again.DoneAsync();
        Assert.Equal(0, bench.Server.Contents);
    }

    [Fact]
    public async Task PythonHoldsTheLock_WeWait()
    {
        await using Bench bench = await WithPythonAsync();
        string path = Path.Combine(bench.Cache, ".locks", "models--org--model", FakeRepository.Sha256(SmallPipeline.Large) + ".lock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string code = $"""
            import time
            from huggingface_hub.utils import WeakFileLock
            with WeakFileLock({System.Text.Json.JsonSerializer.Serialize(path)}):
                open("held", "w").close()
                time.sleep(60)
            """;
        using HubProcess python = HubProcess.Python(bench, Python!, code);
        for (int i = 0; i < 3000 && !File.Exists(Path.Combine(bench.Root, "held")); i++) await Task.Delay(10);
        Assert.Null(FileLock.TryAcquire(path));
        Task<string> waiting = bench.GetAsync();
        await Task.Delay(500);
        Assert.False(waiting.IsCompleted);
        python.Kill();
        await waiting;
    }

    [Fact]
    public async Task WeHoldTheLock_PythonWaits()
    {
        await using Bench bench = await WithPythonAsync();
        string path = Path.Combine(bench.Cache, ".locks", "models--org--model", FakeRepository.Sha256(SmallPipeline.Large) + ".lock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string code = $"""
            from huggingface_hub import hf_hub_download
            print(hf_hub_download("org/model", "{SmallPipeline.Weights}"))
            """;
        IDisposable held = FileLock.TryAcquire(path)!;
        using HubProcess python = HubProcess.Python(bench, Python!, code);
        Task<string> waiting = python.DoneAsync();
        await Task.Delay(4000);
        Assert.False(waiting.IsCompleted);
        Assert.DoesNotContain(bench.Server.Requests, r => r.Method == "GET" && r.IsContent);
        held.Dispose();
        Assert.Equal(SmallPipeline.Large, File.ReadAllBytes((await waiting).Trim()));
    }

    private static async Task<Bench> WithPythonAsync()
    {
        Assert.SkipWhen(Python is null, "LATENT_DIFFUSION_HUB_PYTHON is not set.");
        return await Bench.WithModelAsync();
    }
}
