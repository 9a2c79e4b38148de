using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Hub.Tests;

/// <summary>What can go wrong with the bytes of a file.</summary>
public sealed class DownloadFaultTests
{
    private const string Incomplete = ".incomplete";

    [Fact]
    public async Task BrokenOffOnce_GoesOnFromThere()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(1, context => Lie.BreakOffAsync(context, 200_000));
        AssertWhole(await bench.GetAsync());
        Assert.Contains(bench.Server.Requests, r => r.Range == "bytes=200000-");
    }

    [Fact]
    public async Task BrokenOffAlways_IsInterrupted_AndKept_AndTheNextProcessGoesOn()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(0, context => Lie.BreakOffAsync(context, 100_000));
        HubException e = await bench.FailAsync(HubErrorKind.Interrupted);
        Assert.Contains("100000 of 300000", e.Message);
        Assert.Equal(SmallPipeline.Weights, e.File);
        bench.AssertNothingWhole(SmallPipeline.Large);
        Assert.Equal(100_000, new FileInfo(Path.Combine(bench.Cache, bench.Files().Single(f => f.EndsWith(Incomplete)))).Length);
        bench.Server.Fault = _ => Task.FromResult(false);
        bench.Server.Forget();
        AssertWhole(await bench.GetAsync());
        Assert.Equal("bytes=100000-", bench.Server.Requests.Single(r => r.Path.EndsWith(SmallPipeline.Weights)).Range);
        Assert.DoesNotContain(bench.Files(), f => f.EndsWith(Incomplete));
    }

    [Fact]
    public async Task ATrickleOfBytes_IsNotTriedForEver()
    {
        await using Bench bench = await Bench.WithModelAsync();
        int sent = 0;
        bench.Server.AboutLarge(0, context => Lie.BreakOffAsync(context, sent += 10));
        await bench.FailAsync(HubErrorKind.Interrupted);
        Assert.InRange(sent, 10, 100);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(400_000)]
    public async Task AnotherSizeIsAnnounced_IsRefused_AndNothingKept(int size)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(0, context => FakeHub.ContentAsync(context, FakeRepository.Bytes(size)));
        HubException e = await bench.FailAsync(HubErrorKind.WrongSize);
        Assert.Contains($"{size} bytes in place of 300000", e.Message);
        AssertNothingKept(bench, SmallPipeline.Large);
    }

    [Fact]
    public async Task EndlessBody_IsCutOffAtTheSize()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(0, Lie.EndlessAsync);
        await bench.FailAsync(HubErrorKind.WrongSize);
        AssertNothingKept(bench, SmallPipeline.Large);
    }

    [Fact]
    public async Task ShortBodyWithoutALength_IsInterrupted()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(0, context => context.Response.Body.WriteAsync(new byte[10]).AsTask());
        await bench.FailAsync(HubErrorKind.Interrupted);
    }

    [Theory]
    [InlineData(SmallPipeline.Weights, "SHA-256")]
    [InlineData("unet/config.json", "git's SHA-1")]
    public async Task WrongContentOfTheRightSize_IsRefused_AndNothingKept(string path, string algorithm)
    {
        await using Bench bench = await Bench.WithModelAsync();
        byte[] right = bench.Server.Repositories["org/model"].Files[path], wrong = [.. right];
        wrong[^1] ^= 1;
        bench.Server.About(path, 0, context => FakeHub.ContentAsync(context, wrong));
        HubException e = await bench.FailAsync(HubErrorKind.WrongHash);
        Assert.Contains(algorithm, e.Message);
        Assert.Equal(path, e.File);
        AssertNothingKept(bench, right);
    }

    [Fact]
    public async Task Stall_IsTriedAgainFromThere()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(1, StallAsync);
        AssertWhole(await bench.GetAsync(options: bench.Options with { DownloadTimeout = TimeSpan.FromMilliseconds(400) }));
        Assert.Contains(bench.Server.Requests, r => r.Range == "bytes=150000-");
        Assert.Contains(bench.Reports, r => r.Notice?.Contains("nothing came for 0.4 s") == true);
    }

    [Fact]
    public async Task StallForEver_IsInterrupted()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(0, StallAsync);
        ModelHubOptions options = bench.Options with { DownloadTimeout = TimeSpan.FromMilliseconds(200), Retries = 1 };
        await bench.FailAsync(HubErrorKind.Interrupted, options: options);
        bench.AssertNothingWhole(SmallPipeline.Large);
    }

    [Fact]
    public async Task ByteByByte_IsAStallToo()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(0, async context =>
        {
            context.Response.ContentLength = SmallPipeline.Large.Length;
            try
            {
                for (int i = 0; i < 200; i++)
                {
                    await context.Response.Body.WriteAsync(SmallPipeline.Large.AsMemory(i, 1), context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(20, context.RequestAborted);
                }
            }
            catch (OperationCanceledException)
            {
            }
        });
        ModelHubOptions options = bench.Options with { DownloadTimeout = TimeSpan.FromMilliseconds(300), Retries = 0 };
        Assert.Contains("hardly anything came for 0.3 s", (await bench.FailAsync(HubErrorKind.Interrupted, options: options)).Message);
    }

    [Fact]
    public async Task NoAnswerAtAll_IsUnreachable()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(0, context => Task.Delay(2000, context.RequestAborted).ContinueWith(_ => { }));
        ModelHubOptions options = bench.Options with { DownloadTimeout = TimeSpan.FromMilliseconds(200), Retries = 1 };
        HubException e = await bench.FailAsync(HubErrorKind.Unreachable, options: options);
        Assert.Contains("no answer within 0.2 s", e.Message);
    }

    [Fact]
    public async Task RangeIsIgnored_StartsAnew()
    {
        await using Bench bench = await Bench.WithModelAsync();
        await LeavePartAsync(bench, 100_000);
        bench.Server.AboutLarge(0, context =>
        {
            context.Request.Headers.Remove("Range");
            return FakeHub.ContentAsync(context, SmallPipeline.Large);
        });
        AssertWhole(await bench.GetAsync());
    }

    [Theory]
    [InlineData("bytes 0-299999/300000")] // another part than was asked for
    [InlineData("bytes 100000-299999/400000")] // of another file
    [InlineData(null)]
    public async Task WrongRange_StartsAnew(string? range)
    {
        await using Bench bench = await Bench.WithModelAsync();
        await LeavePartAsync(bench, 100_000);
        bench.Server.AboutLarge(1, context =>
        {
            context.Response.StatusCode = 206;
            if (range is not null) context.Response.Headers.ContentRange = range;
            return context.Response.Body.WriteAsync(new byte[200_000]).AsTask();
        });
        AssertWhole(await bench.GetAsync());
    }

    [Fact]
    public async Task PartsAlthoughNoneWereAskedFor_AreNotTriedForEver()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(0, context =>
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = "bytes 5-299999/300000";
            return context.Response.Body.WriteAsync(new byte[10]).AsTask();
        });
        await bench.FailAsync(HubErrorKind.Protocol);
    }

    [Fact]
    public async Task RangeNotSatisfiable_StartsAnew()
    {
        await using Bench bench = await Bench.WithModelAsync();
        await LeavePartAsync(bench, 100_000);
        bench.Server.AboutLarge(1, context => FakeHub.FailAsync(context, 416, ""));
        AssertWhole(await bench.GetAsync());
    }

    [Fact]
    public async Task ChangedWhileItCame_IsNoticedByItsTag()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(1, async context =>
        {
            context.Response.Headers.ETag = "\"before\"";
            await Lie.BreakOffAsync(context, 200_000);
        });
        AssertWhole(await bench.GetAsync());
        Assert.Contains(bench.Server.Requests, r => r is { Range: "bytes=200000-", IfRange: "\"before\"" });
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(300_000)]
    [InlineData(500_000)]
    public async Task WhatIsLeftIsOfSomethingElse_IsFetchedAnew(int length)
    {
        await using Bench bench = await Bench.WithModelAsync();
        await LeavePartAsync(bench, length, FakeRepository.Bytes(length, 9));
        AssertWhole(await bench.GetAsync());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Compressed_IsNotUnpacked(string encoding)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(0, context =>
        {
            context.Response.Headers.ContentEncoding = encoding;
            return FakeHub.ContentAsync(context, SmallPipeline.Large);
        });
        Assert.Contains("compressed", (await bench.FailAsync(HubErrorKind.Protocol)).Message);
        bench.AssertNothingWhole(SmallPipeline.Large);
    }

    [Fact]
    public async Task GoneMeanwhile_IsNamed()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.AboutLarge(0, context => FakeHub.FailAsync(context, 404, "EntryNotFound"));
        Assert.Equal(SmallPipeline.Weights, (await bench.FailAsync(HubErrorKind.FileNotFound)).File);
    }

    private static void AssertNothingKept(Bench bench, byte[] content)
    {
        bench.AssertNothingWhole(content);
        Assert.DoesNotContain(bench.Files(), f => f.Contains(FakeRepository.Etag(content)));
    }

    private static void AssertWhole(string folder) =>
        Assert.Equal(SmallPipeline.Large, File.ReadAllBytes(Path.Combine(folder, SmallPipeline.Weights)));

    private static async Task StallAsync(HttpContext context)
    {
        context.Response.ContentLength = SmallPipeline.Large.Length;
        await context.Response.Body.WriteAsync(SmallPipeline.Large.AsMemory(0, 150_000));
        await context.Response.Body.FlushAsync();
        await Task.Delay(5000, context.RequestAborted).ContinueWith(_ => { });
    }

    private static async Task LeavePartAsync(Bench bench, int length, byte[]? content = null)
    {
        string blobs = Path.Combine(bench.Cache, "models--org--model", "blobs");
        Directory.CreateDirectory(blobs);
        await File.WriteAllBytesAsync(
            Path.Combine(blobs, FakeRepository.Sha256(SmallPipeline.Large) + Incomplete), content ?? SmallPipeline.Large[..length]);
    }
}
