using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Hub.Tests;

public sealed class CivitaiTests
{
    private static readonly byte[] Content = FakeRepository.Bytes(200_000, 11);

    private static string Hash => FakeRepository.Sha256(Content).ToUpperInvariant();

    [Theory]
    [InlineData("civitai:55")]
    [InlineData("civitai:44@55")]
    [InlineData("civitai:model:44")]
    [InlineData("urn:air:sdxl:checkpoint:civitai:44@55")]
    [InlineData("https://civitai.com/models/44?modelVersionId=55")]
    [InlineData("hash")]
    [InlineData("short hash")]
    public async Task Get_ByEachName_IsTheFile_AndIsFoundWithoutANetwork(string name)
    {
        if (name == "hash") name = $"civitai:{Hash}";
        if (name == "short hash") name = $"civitai:{Hash[..10]}";
        await using Bench bench = await StartAsync(File("model.safetensors"));
        string path = await bench.GetAsync(name);
        Assert.Equal(Content, await System.IO.File.ReadAllBytesAsync(path));
        Assert.Equal("model.safetensors", Path.GetFileName(path));
        bench.Server.Forget();
        Assert.Equal(path, await bench.GetAsync(name));
        Assert.DoesNotContain(bench.Server.Requests, r => r.Path.Contains("/download/", StringComparison.Ordinal));
        bench.Server.Forget();
        Assert.Equal(path, await bench.GetAsync(name, bench.Options with { Offline = true }));
        Assert.Empty(bench.Server.Requests);
        CachedModel cached = Assert.Single(bench.Client().List());
        Assert.Equal("civitai:44@55", cached.Name);
        Assert.Equal("Some Model v2", Assert.Single(cached.Revisions[0].Refs));
        var offline = bench.Options with { Offline = true };
        HubException another = await Assert.ThrowsAsync<HubException>(() => bench.GetAsync("civitai:45@55", offline)); // another model's
        Assert.Equal(HubErrorKind.NotCached, another.Kind);
        Assert.Equal(HubErrorKind.NotCached, Assert.Throws<HubException>(() => bench.Client().Remove("civitai:45@55")).Kind);
        bench.Client().Remove(cached.Name);
        Assert.Empty(bench.Client().List());
        Assert.False(System.IO.File.Exists(path));
    }

    [Fact]
    public async Task Get_WithoutAServerOrACache_NamesItsOwnVariables()
    {
        await using Bench bench = await StartAsync(File("model.safetensors"));
        ModelHubOptions nowhere = bench.Options with { CivitaiEndpoint = new Uri("http://127.0.0.1:1"), Retries = 0 };
        string unreached = (await bench.FailAsync(HubErrorKind.Unreachable, "civitai:44@55", nowhere)).Message;
        Assert.Contains("the endpoint (CIVITAI_ENDPOINT)", unreached, StringComparison.Ordinal);
        await System.IO.File.WriteAllTextAsync(bench.Civitai, "a file where the folder should be");
        string unwritable = (await bench.FailAsync(HubErrorKind.Cache, "civitai:44@55")).Message;
        Assert.Contains("choose another by CIVITAI_CACHE", unwritable, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_RedirectToStorage_GoesWithoutTheKey()
    {
        await using Bench bench = await StartAsync(File("model.safetensors"));
        Func<HttpContext, Task<bool>> api = bench.Server.Fault;
        bench.Server.Fault = async context =>
        {
            if (context.Request.Path.Value!.Contains("/download/", StringComparison.Ordinal) && context.Request.Host.Host != "localhost")
            {
                context.Response.StatusCode = 307;
                context.Response.Headers.Location = new Uri(bench.Server.OtherHost, context.Request.Path.Value![1..]).ToString();
                return true;
            }

            return await api(context);
        };
        await bench.GetAsync("civitai:55", bench.Options with { CivitaiToken = "key" });
        Assert.All(bench.Server.Requests, r => Assert.Equal(r.Host == "localhost" ? "" : "Bearer key", r.Authorization));
        Assert.Contains(bench.Server.Requests, r => r.Host == "localhost");
    }

    [Fact]
    public async Task Get_AsksToLogIn_SaysHow()
    {
        await using Bench bench = await StartAsync(File("model.safetensors"));
        Func<HttpContext, Task<bool>> api = bench.Server.Fault;
        bench.Server.Fault = context =>
        {
            if (!context.Request.Path.Value!.Contains("/download/", StringComparison.Ordinal)) return api(context);
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "/login?returnUrl=x";
            return Task.FromResult(true);
        };
        Assert.Contains("CIVITAI_TOKEN", (await bench.FailAsync(HubErrorKind.Unauthorized, "civitai:55")).Message);
    }

    [Fact]
    public async Task Get_Pickles_AreRefused()
    {
        await using Bench bench = await StartAsync(File("model.ckpt"), File("model.pt"));
        HubException e = await bench.FailAsync(HubErrorKind.UnsafeFormat, "civitai:55");
        Assert.Contains("model.ckpt, model.pt", e.Message);
        await bench.FailAsync(HubErrorKind.UnsafeFormat, $"civitai:{Hash}");
        Assert.DoesNotContain(bench.Server.Requests, r => r.Path.Contains("/download/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "full.safetensors")]
    [InlineData("fp16", "half.safetensors")]
    public async Task Get_SeveralFiles_TakesThePrimaryOne_OrThePrecision(string? variant, string expected)
    {
        await using Bench bench = await StartAsync(
            File("config.yaml", type: "Config"), File("half.safetensors", precision: "fp16"), File("vae.safetensors", type: "VAE"),
            File("full.safetensors", precision: "fp32", primary: true), File("full.ckpt"));
        Assert.Equal(expected, Path.GetFileName(await bench.GetAsync("civitai:55", bench.Options with { Variant = variant })));
    }

    [Theory]
    [InlineData("../model.safetensors")]
    [InlineData("a/model.safetensors")]
    [InlineData(@"..\model.safetensors")]
    [InlineData("/model.safetensors")]
    [InlineData("C:model.safetensors")]
    [InlineData("aux.safetensors")]
    public async Task Get_NameThatIsAPath_IsRefused(string name)
    {
        await using Bench bench = await StartAsync(File(name));
        await bench.FailAsync(HubErrorKind.UnsafePath, "civitai:55");
        Assert.DoesNotContain(bench.Server.Requests, r => r.Path.Contains("/download/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_WrongHash_IsRefused_AndNothingKept()
    {
        await using Bench bench = await StartAsync(File("model.safetensors", hash: new string('A', 64)));
        await bench.FailAsync(HubErrorKind.WrongHash, "civitai:55");
        Assert.Empty(Directory.GetFiles(Path.Combine(bench.Civitai, "55")));
    }

    [Fact]
    public async Task Get_NoHash_IsRefused()
    {
        await using Bench bench = await StartAsync(File("model.safetensors", hash: "none"));
        Assert.Contains("no SHA-256", (await bench.FailAsync(HubErrorKind.WrongHash, "civitai:55")).Message);
    }

    [Fact]
    public async Task Get_EndlessBody_IsCutOff()
    {
        await using Bench bench = await StartAsync(File("model.safetensors"));
        Func<HttpContext, Task<bool>> api = bench.Server.Fault;
        bench.Server.Fault = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/download/", StringComparison.Ordinal)) return await api(context);
            await Lie.EndlessAsync(context);
            return true;
        };
        await bench.FailAsync(HubErrorKind.WrongSize, "civitai:55");
        Assert.Empty(Directory.GetFiles(Path.Combine(bench.Civitai, "55")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"id":55}""")]
    [InlineData("""{"id":66,"files":[]}""")]
    public async Task Get_AnswerOfAnotherForm_IsRefused(string answer)
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.About("/api/", 0, context => context.Response.WriteAsync(answer));
        await bench.FailAsync(HubErrorKind.Protocol, "civitai:55");
    }

    [Fact]
    public async Task Get_VersionOfAnotherModel_IsRefused()
    {
        await using Bench bench = await StartAsync(File("model.safetensors"));
        await bench.FailAsync(HubErrorKind.RevisionNotFound, "civitai:45@55");
    }

    [Fact]
    public async Task Get_UnknownVersion_IsSaid()
    {
        await using Bench bench = await StartAsync();
        await bench.FailAsync(HubErrorKind.RepositoryNotFound, "civitai:56");
        await bench.FailAsync(HubErrorKind.NotCached, "civitai:56", bench.Options with { Offline = true });
    }

    private static string File(
        string name, string type = "Model", string precision = "fp16", bool primary = false, string? hash = null) => $$"""
        {"id":1,"name":{{System.Text.Json.JsonSerializer.Serialize(name)}},"type":"{{type}}","primary":{{(primary ? "true" : "false")}},
        "sizeKB":{{(Content.Length / 1024.0).ToString(CultureInfo.InvariantCulture)}},
        "metadata":{"fp":"{{precision}}","format":"SafeTensor"},
        "hashes":{"SHA256":"{{hash ?? Hash}}","AutoV2":"{{Hash[..10]}}"},
        "downloadUrl":"https://civitai.com/api/download/models/55?type=Model&format=SafeTensor"}
        """;

    private static async Task<Bench> StartAsync(params string[] files)
    {
        Bench bench = await Bench.StartAsync();
        string version = $$"""
            {"id":55,"modelId":44,"name":"v2","baseModel":"SDXL 1.0","trainedWords":["charm"],
            "model":{"name":"Some Model","type":"Checkpoint"},
            "files":[{{string.Join(',', files)}}]}
            """;
        bench.Server.Fault = async context =>
        {
            string path = context.Request.Path.Value!;
            if (path is "/api/v1/model-versions/55" || path.StartsWith("/api/v1/model-versions/by-hash/", StringComparison.Ordinal))
                await context.Response.WriteAsync(version);
            else if (path == "/api/v1/models/44") await context.Response.WriteAsync("""{"id":44,"modelVersions":[{"id":55},{"id":54}]}""");
            else if (path == "/api/download/models/55") await FakeHub.ContentAsync(context, Content);
            else return false;
            return true;
        };
        return bench;
    }
}
