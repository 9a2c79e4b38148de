using CsCheck;

namespace LatentDiffusion.Hub.Tests;

/// <summary>Names that would lead out of the cache, or that some operating systems cannot have.</summary>
public sealed class PathFaultTests
{
    [Theory]
    [InlineData("../escape.json")]
    [InlineData("unet/../../escape.json")]
    [InlineData("/etc/escape.json")]
    [InlineData(@"..\escape.json")]
    [InlineData(@"\\server\share\escape.json")]
    [InlineData(@"C:\escape.json")]
    [InlineData("C:escape.json")]
    [InlineData("unet/..\\..\\escape.json")]
    [InlineData("unet/.. /escape.json")]
    [InlineData("")]
    [InlineData("unet/a\0b.json")]
    public async Task EscapeInTheList_RefusesTheRevision(string path)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.Repositories["org/model"].Files[path] = [1];
        HubException e = await bench.FailAsync(HubErrorKind.UnsafePath);
        Assert.Contains("tell its author", e.Message);
        Assert.Equal(0, bench.Server.Contents);
        Assert.Single(Directory.GetDirectories(bench.Root));
    }

    [Theory]
    [InlineData("unet/con.json")]
    [InlineData("unet/aux.config.json")]
    [InlineData("unet/COM1.json")]
    [InlineData("unet/lpt9.txt")]
    [InlineData("unet/com¹.json")]
    [InlineData("unet/nul .json")]
    [InlineData("unet/a:b.json")]
    [InlineData("unet/D:escape.json")]
    [InlineData("unet/a|b.json")]
    [InlineData("unet/a?.json")]
    [InlineData("unet/a\u0001b.json")]
    [InlineData("unet/CONFIG.json")] // beside config.json
    public async Task NameThatSomeSystemCannotHave_IsRefusedWhereItIsNeeded(string path)
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.Repositories["org/model"].With(path, "{\"x\":1}");
        await bench.FailAsync(HubErrorKind.UnsafePath);
    }

    [Fact]
    public async Task NameThatSomeSystemCannotHave_DoesNoHarmWhereItIsNotNeeded()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.Repositories["org/model"].With("samples/a:b?.png", "x").With("samples/aux", "x");
        await bench.GetAsync();
    }

    [Theory]
    [InlineData("../x.safetensors", HubErrorKind.UnsafePath)]
    [InlineData("/x.safetensors", HubErrorKind.UnsafePath)]
    [InlineData(@"..\x.safetensors", HubErrorKind.UnsafePath)]
    [InlineData("sub/x.safetensors", HubErrorKind.UnsafePath)]
    [InlineData("x.bin", HubErrorKind.UnsafeFormat)]
    [InlineData("x.safetensors", HubErrorKind.NotAModel)] // there is none
    public async Task IndexOfWeightsThatNamesSomethingElse_IsRefused(string shard, HubErrorKind kind)
    {
        await using Bench bench = await Bench.WithModelAsync();
        FakeRepository repository = bench.Server.Repositories["org/model"];
        repository.Files.Remove(SmallPipeline.Weights);
        string name = System.Text.Json.JsonSerializer.Serialize(shard);
        repository.With(SmallPipeline.Weights + ".index.json", $$"""{"metadata":{},"weight_map":{"a":{{name}} } }""");
        Assert.Equal(SmallPipeline.Weights + ".index.json", (await bench.FailAsync(kind)).File);
    }

    /// <summary>
    /// Whatever the parts are, a path that is let through stays below its folder under the rules of both kinds of systems.
    /// </summary>
    [Fact]
    public void PathThatIsLetThrough_StaysBelowItsFolder()
    {
        Gen<string> part = Gen.OneOf(
            "..", ".", "", "a", "C:", "con", "nul.txt", "..a", "a..", " ", ". .", "...", "~", "$x", "\\", "//", "x y", "é", "com1", "a.b");
        Gen<string> separator = Gen.OneOf("/", "\\", "");
        Gen.Select(part, separator).Array[1, 7].Select(a => string.Concat(a.SelectMany(x => new[] { x.Item1, x.Item2 })))
            .Sample(
                path =>
                {
                    if (RepoPath.Problem(path) is not null) return;
                    string root = Path.GetFullPath("/cache/root"), full = Path.GetFullPath(Path.Combine([root, .. path.Split('/')]));
                    Assert.StartsWith(root + Path.DirectorySeparatorChar, full, StringComparison.Ordinal);
                    Assert.Equal(path, Path.GetRelativePath(root, full).Replace('\\', '/'));
                    Assert.DoesNotContain('\\', path);
                    Assert.DoesNotContain(':', path);
                    Assert.DoesNotContain(path.Split('/'), p => p.TrimEnd('.', ' ') != p || p.Length == 0);
                },
                iter: 20_000);
    }

    /// <summary>Paths of real repositories are let through.</summary>
    [Theory]
    [InlineData("model_index.json")]
    [InlineData("unet/diffusion_pytorch_model-00001-of-00002.safetensors")]
    [InlineData(".gitattributes")]
    [InlineData("images/sample (1) [best].png")]
    [InlineData("日本語/モデル.safetensors")]
    [InlineData("a..b/c...d.json")]
    [InlineData("console/auxiliary.json")]
    [InlineData("refs/pr/1")]
    public void OrdinaryPath_IsLetThrough(string path) => Assert.Null(RepoPath.Problem(path));

    [Theory]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("/main")]
    [InlineData("C:")]
    [InlineData("a\\b")]
    [InlineData("")]
    public async Task RevisionThatIsNoPath_IsRefused(string revision)
    {
        await using Bench bench = await Bench.WithModelAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => bench.Client().GetAsync("org/model", revision));
        Assert.Throws<ArgumentException>(() => bench.Client().Remove("org/model", revision));
        Assert.Empty(bench.Server.Requests);
    }
}
