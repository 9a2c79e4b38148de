using System.Diagnostics;

namespace LatentDiffusion.Hub.Tests;

/// <summary>Disks that are full, and caches that cannot be written.</summary>
public sealed class DiskFaultTests
{
    [Fact]
    public async Task NotEnoughRoom_IsSaidBeforeTheDownload()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Free = _ => 100_000;
        HubException e = await bench.FailAsync(HubErrorKind.DiskFull);
        Assert.Contains("0.3 MB have to be downloaded", e.Message);
        Assert.Contains("only 0.1 MB free", e.Message);
        Assert.DoesNotContain(bench.Server.Requests, r => r.Path.EndsWith(".safetensors", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RoomForWhatIsMissing_IsEnough()
    {
        await using Bench bench = await Bench.WithModelAsync();
        await bench.GetAsync();
        bench.Server.Repositories["org/model"].With("scheduler/scheduler_config.json", "{\"new\":1}");
        bench.Free = _ => 1000;
        await bench.GetAsync();
    }

    [Fact]
    public async Task DiskThatDoesNotTell_IsTried()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Free = _ => null;
        await bench.GetAsync();
        Assert.True(DiskFaults.Free(Path.Combine(bench.Root, "not", "there", "yet")) > 0);
    }

    /// <summary>Linux' device without room stands for a disk: what is to be written there fails as on a full one.</summary>
    [Fact]
    public async Task FullDuringTheDownload_IsSaid()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full.");
        await using Bench bench = await Bench.WithModelAsync();
        string blobs = Path.Combine(bench.Cache, "models--org--model", "blobs");
        Directory.CreateDirectory(blobs);
        File.CreateSymbolicLink(Path.Combine(blobs, FakeRepository.Sha256(SmallPipeline.Large) + ".incomplete"), "/dev/full");
        HubException e = await bench.FailAsync(HubErrorKind.DiskFull);
        Assert.Equal(SmallPipeline.Weights, e.File);
        Assert.Contains("is full", e.Message);
        bench.AssertNothingWhole(SmallPipeline.Large);
    }

    [Fact]
    public async Task CacheIsAFile_IsSaid()
    {
        await using Bench bench = await Bench.WithModelAsync();
        File.WriteAllText(bench.Cache, "");
        Assert.Contains("HF_HUB_CACHE", (await bench.FailAsync(HubErrorKind.Cache)).Message);
        Assert.Empty(bench.Client().List());
    }

    [Fact]
    public async Task CacheThatMayOnlyBeRead_ServesWhatItHas()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "Rights do not hold here.");
        await using Bench bench = await Bench.WithModelAsync();
        string folder = await bench.GetAsync();
        Process.Start("chmod", ["-R", "a-w", bench.Cache]).WaitForExit();
        try
        {
            Assert.Equal(folder, await bench.GetAsync());
            bench.Server.Repositories["org/model"].With("scheduler/scheduler_config.json", "{\"new\":1}");
            await bench.FailAsync(HubErrorKind.Cache);
        }
        finally
        {
            Process.Start("chmod", ["-R", "u+w", bench.Cache]).WaitForExit();
        }
    }
}
