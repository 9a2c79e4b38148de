using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Hub.Tests;

public sealed class OfflineTests
{
    [Theory]
    [InlineData("HF_HUB_OFFLINE", "1")]
    [InlineData("HF_HUB_OFFLINE", "yes")]
    [InlineData("TRANSFORMERS_OFFLINE", "TRUE")]
    public async Task Offline_AsksNothing(string variable, string value)
    {
        await using Bench bench = await Bench.WithModelAsync();
        string folder = await bench.GetAsync();
        bench.Server.Forget();
        bench.Environment[variable] = value;
        Assert.Equal(folder, await bench.GetAsync());
        Assert.Equal(folder, await bench.GetAsync($"org/model@{bench.Server.Repositories["org/model"].Commit}"));
        await bench.FailAsync(HubErrorKind.NotCached, "org/other");
        await bench.FailAsync(HubErrorKind.NotCached, "org/model@v1");
        Assert.Empty(bench.Server.Requests);
    }

    [Fact]
    public async Task Offline_PartOfTheModel_SaysWhatIsMissing()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string folder = await bench.GetAsync();
        File.Delete(Path.Combine(folder, SmallPipeline.Weights));
        HubException e = await bench.FailAsync(HubErrorKind.NotCached, options: bench.Options with { Offline = true });
        Assert.Contains(SmallPipeline.Weights, e.Message);
        Assert.Contains("latentdiffusion pull", e.Message);
    }

    /// <summary>Without the list that newer versions keep, the parts themselves tell.</summary>
    [Theory]
    [InlineData(SmallPipeline.Weights)]
    [InlineData("unet/config.json", SmallPipeline.Weights)]
    [InlineData("model_index.json")]
    public async Task Offline_PartOfTheModel_WithoutAList(params string[] missing)
    {
        await using Bench bench = await Bench.WithModelAsync();
        string folder = await bench.GetAsync();
        Directory.Delete(bench.Lists, recursive: true);
        ModelHubOptions offline = bench.Options with { Offline = true };
        Assert.Equal(folder, await bench.GetAsync(options: offline));
        foreach (string file in missing) File.Delete(Path.Combine(folder, file));
        await bench.FailAsync(HubErrorKind.NotCached, options: offline);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Offline_Verify_NamesAFileThatChanged(bool hasList, bool symlinks)
    {
        await using Bench bench = await Bench.WithModelAsync();
        ModelHubOptions options = bench.Options with { Symlinks = symlinks };
        string folder = await bench.GetAsync(options: options);
        if (!hasList) Directory.Delete(bench.Lists, recursive: true);
        ModelHubOptions offline = options with { Offline = true, Verify = true };
        Assert.Equal(folder, await bench.GetAsync(options: offline));
        using (FileStream file = File.OpenWrite(Path.Combine(folder, SmallPipeline.Weights))) file.WriteByte(99);
        HubException e = await bench.FailAsync(HubErrorKind.WrongHash, options: offline);
        Assert.Equal(SmallPipeline.Weights, e.File);
        Assert.Contains("another hash", e.Message);
        Assert.Equal(folder, await bench.GetAsync(options: offline with { Verify = false })); // sizes alone are right
        Assert.Equal(folder, await bench.GetAsync(options: options with { Verify = true })); // fetched anew
        Assert.Equal(folder, await bench.GetAsync(options: offline));
    }

    [Fact]
    public async Task Offline_Verify_NeitherListNorLinks_SaysSo()
    {
        await using Bench bench = await Bench.WithModelAsync();
        ModelHubOptions options = bench.Options with { Symlinks = false };
        await bench.GetAsync(options: options);
        Directory.Delete(bench.Lists, recursive: true);
        HubException e = await bench.FailAsync(HubErrorKind.WrongHash, options: options with { Offline = true, Verify = true });
        Assert.Contains("has no hash to verify it by", e.Message);
    }

    [Fact]
    public async Task ListWithoutFiles_IsAskedForAgain()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string folder = await bench.GetAsync();
        string list = Assert.Single(Directory.EnumerateFiles(bench.Lists));
        File.WriteAllText(list, """{"format_version":1,"files":{}}""");
        Assert.Equal(folder, await bench.GetAsync());
        Assert.True(new FileInfo(list).Length > 1000);
    }

    [Fact]
    public async Task Offline_OnlyAnotherVariant_IsTaken()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.Repositories["org/model"].With("unet/diffusion_pytorch_model.fp16.safetensors", FakeRepository.Bytes(2000, 7));
        string folder = await bench.GetAsync(options: bench.Options with { Variant = "fp16" });
        Assert.False(File.Exists(Path.Combine(folder, SmallPipeline.Weights)));
        Assert.Equal(folder, await bench.GetAsync(options: bench.Options with { Offline = true }));
    }

    /// <summary>A hub that is down, or does not know us any more, is no reason not to draw.</summary>
    [Theory]
    [InlineData(500, "")]
    [InlineData(429, "")]
    [InlineData(401, "RepoNotFound")]
    [InlineData(403, "GatedRepo")]
    public async Task HubThatDoesNotHelp_LeavesTheCache(int status, string code)
    {
        await using Bench bench = await Bench.WithModelAsync();
        string folder = await bench.GetAsync();
        bench.Server.About("/api/", 0, context => FakeHub.FailAsync(context, status, code));
        bench.Server.Forget();
        Assert.Equal(folder, await bench.GetAsync());
        Assert.Single(bench.Server.Requests); // nobody has to wait for further tries
        Assert.Contains(bench.Reports, r => r.Notice?.EndsWith("The cache is used in its place.", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task RevisionThatIsGone_IsNotTakenFromTheCache()
    {
        await using Bench bench = await Bench.WithModelAsync();
        await bench.GetAsync("org/model@v1");
        bench.Server.About("/api/", 0, context => FakeHub.FailAsync(context, 404, "RevisionNotFound"));
        await bench.FailAsync(HubErrorKind.RevisionNotFound, "org/model@v1");
    }

    [Fact]
    public async Task HubThatIsGone_LeavesTheCache()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string folder = await bench.GetAsync();
        Assert.Equal(folder, await bench.GetAsync(options: bench.Options with { Endpoint = new Uri("http://127.0.0.1:1") }));
        await bench.FailAsync(HubErrorKind.Unreachable, "org/other", bench.Options with { Endpoint = new Uri("http://127.0.0.1:1") });
    }

    [Fact]
    public async Task LogInPageInBetween_LeavesTheCache()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string folder = await bench.GetAsync();
        bench.Server.About("/api/", 0, context => context.Response.WriteAsync("<html>Welcome to the hotel</html>"));
        Assert.Equal(folder, await bench.GetAsync());
    }
}
