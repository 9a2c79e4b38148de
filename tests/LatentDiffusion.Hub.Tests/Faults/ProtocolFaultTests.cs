using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Hub.Tests;

/// <summary>Answers that are not what the protocol says.</summary>
public sealed class ProtocolFaultTests
{
    [Theory]
    [InlineData("/revision/", "<html>Log in</html>", "not JSON")]
    [InlineData("/revision/", "", "not JSON")]
    [InlineData("/revision/", "{}", "names no commit")]
    [InlineData("/revision/", "[]", "names no commit")]
    [InlineData("/revision/", """{"sha":5}""", "names no commit")]
    [InlineData("/revision/", """{"sha":"../../../../../../../../etc/passwd/////////"}""", "names no commit")]
    [InlineData("/tree/", "{}", "no list of files")]
    [InlineData("/tree/", "[1]", "no list of files")]
    [InlineData("/tree/", """[{"type":"file","path":"a"}]""", "no path, size or hash")]
    [InlineData("/tree/", """[{"type":"file","path":"a","size":-1,"oid":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}]""", "no path, size")]
    [InlineData("/tree/", """[{"type":"file","path":"a","size":1,"oid":"../../etc"}]""", "no path, size or hash")]
    [InlineData("/tree/", """[{"type":"file","path":"a","size":1e30,"oid":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}]""", "no path, size")]
    [InlineData("/tree/", """[{"type":"file","path":"a","size":20000000000000000,"oid":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}]""", "")]
    [InlineData("/tree/", """[{"type":"file","path":"\ud800","size":1,"oid":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}]""", "no path")]
    [InlineData("/tree/", """[{"type":"file","path":5,"size":"1","oid":null}]""", "no path, size")]
    public async Task AnswerOfAnotherForm_IsRefused(string about, string answer, string problem)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About(about, 0, context => context.Response.WriteAsync(answer));
        Assert.Contains(problem, (await bench.FailAsync(HubErrorKind.Protocol)).Message);
    }

    [Fact]
    public async Task FileTwiceInTheList_IsRefused()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string entry = bench.Server.Repositories["org/model"].Entry("model_index.json");
        bench.Server.About("/tree/", 0, context => context.Response.WriteAsync($"[{entry},{entry}]"));
        Assert.Contains("twice", (await bench.FailAsync(HubErrorKind.Protocol)).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HugeJson_IsNotReadToItsEnd(bool announced)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/tree/", 0, context =>
        {
            if (announced) context.Response.ContentLength = 1L << 40;
            return Lie.EndlessAsync(context);
        });
        Assert.Contains("more than 33554432 bytes", (await bench.FailAsync(HubErrorKind.Protocol)).Message);
    }

    [Fact]
    public async Task DeepJson_IsRefused()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string deep = new string('[', 100_000) + new string(']', 100_000);
        bench.Server.About("/tree/", 0, context => context.Response.WriteAsync(deep));
        await bench.FailAsync(HubErrorKind.Protocol);
    }

    [Fact]
    public async Task CompressedBomb_IsNotUnpacked()
    {
        await using Bench bench = await Bench.WithModelAsync();
        using MemoryStream bomb = new();
        using (GZipStream gzip = new(bomb, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(new byte[64 << 20]);
        bench.Server.About("/tree/", 0, context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.Body.WriteAsync(bomb.ToArray()).AsTask();
        });
        Assert.Contains("compressed", (await bench.FailAsync(HubErrorKind.Protocol)).Message);
    }

    [Theory]
    [InlineData("<{0}>; rel=\"next\"")]
    [InlineData("<{0}>;rel=next")]
    [InlineData("<{0}>; title=\"a, <b>; rel=last\"; rel=\"prefetch NEXT\"")]
    [InlineData("<https://example.com/a,b>; rel=\"first\", <{0}>; type=\"x\" ; REL = \"next\"; rel=first")]
    public async Task NextPage_InEverySpelling_IsAskedFor(string link)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.PageSize = 3;
        bench.Server.Fault = context =>
        {
            context.Response.OnStarting(() =>
            {
                if (context.Response.Headers.Link.ToString() is { Length: > 0 } plain)
                    context.Response.Headers.Link = string.Format(null, link, plain[1..plain.IndexOf('>', StringComparison.Ordinal)]);
                return Task.CompletedTask;
            });
            return Task.FromResult(false);
        };
        string folder = await bench.GetAsync();
        Assert.True(File.Exists(Path.Combine(folder, SmallPipeline.Weights)));
        Assert.True(bench.Server.Requests.Count(r => r.Path.Contains("/tree/", StringComparison.Ordinal)) > 1);
    }

    [Theory]
    [InlineData("<http://[>; rel=\"next\"", "no address")]
    [InlineData("<http://elsewhere.example/x>; rel=\"next\"", "elsewhere.example")]
    public async Task NextPage_ThatCannotBeAskedFor_IsRefused(string link, string problem)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/tree/", 0, context =>
        {
            context.Response.Headers.Link = link;
            return context.Response.WriteAsync($"[{bench.Server.Repositories["org/model"].Entry("model_index.json")}]");
        });
        Assert.Contains(problem, (await bench.FailAsync(HubErrorKind.Protocol)).Message);
    }

    [Fact]
    public async Task EndlessPages_ComeToAnEnd()
    {
        await using Bench bench = await Bench.WithModelAsync();
        int page = 0;
        bench.Server.About("/tree/", 0, context =>
        {
            context.Response.Headers.Link = $"<{context.Request.Path}?cursor={page++}>; rel=\"next\"";
            return context.Response.WriteAsync("[]");
        });
        Assert.Contains("pages", (await bench.FailAsync(HubErrorKind.Protocol)).Message);
    }

    [Fact]
    public async Task NextPageOnAnotherHost_IsNotFollowed()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/tree/", 0, context =>
        {
            context.Response.Headers.Link = $"<{bench.Server.OtherHost}api/models/org/model/tree/main>; rel=\"next\"";
            return context.Response.WriteAsync("[]");
        });
        await bench.FailAsync(HubErrorKind.Protocol, options: bench.Options with { Token = "hf_secret" });
        Assert.DoesNotContain(bench.Server.Requests, r => r.Host == "localhost");
    }

    [Fact]
    public async Task TruncatedJson_IsTriedAgain()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.About("/tree/", 2, async context =>
        {
            context.Response.ContentLength = 10_000;
            await context.Response.Body.WriteAsync("[{"u8.ToArray());
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        await bench.GetAsync();
    }

    [Theory]
    [InlineData("""["not an object"]""")]
    [InlineData("not json")]
    [InlineData("""{"\ud800":["a","b"]}""")]
    [InlineData("")]
    public async Task BrokenIndexOfTheModel_IsNamed(string index)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.Repositories["org/model"].With("model_index.json", index);
        Assert.Equal("model_index.json", (await bench.FailAsync(HubErrorKind.NotAModel)).File);
    }

    [Fact]
    public async Task HugeIndexOfTheModel_IsNotFetched()
    {
        await using Bench bench = await Bench.WithModelAsync();
        FakeRepository repository = bench.Server.Repositories["org/model"];
        repository.Lies["model_index.json"] = repository.Entry("model_index.json").Replace(
            $"\"size\":{Encoding.UTF8.GetByteCount(SmallPipeline.Index)}", "\"size\":99999999999", StringComparison.Ordinal);
        Assert.Contains("99999999999", (await bench.FailAsync(HubErrorKind.NotAModel)).Message);
        Assert.Equal(0, bench.Server.Contents);
    }
}
