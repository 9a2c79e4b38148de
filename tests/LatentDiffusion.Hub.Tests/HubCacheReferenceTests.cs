using System.Text.Json.Nodes;

namespace LatentDiffusion.Hub.Tests;

/// <summary>
/// The cache is the one of huggingface_hub, file for file: References/write_hub_cache.py let it write what these tests compare.
/// </summary>
public sealed class HubCacheReferenceTests
{
    private static readonly JsonNode Reference =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", "hub_cache.json")))!;

    [Theory]
    [InlineData("links")]
    [InlineData("copies")]
    public async Task WhatIsWritten_IsWhatHuggingFaceHubWrites(string form)
    {
        await using Bench bench = await WithReferenceAsync();
        await bench.GetAsync(options: bench.Options with { Symlinks = form == "links" });
        Assert.Equal(Reference["commit"]!.GetValue<string>(), bench.Server.Repositories["org/model"].Commit);

        // That a file does not exist is only known to who asks for one by its name.
        string[] expected = [.. Entries(form).Where(f => !f.Key.Contains("/.no_exist/", StringComparison.Ordinal)).Select(Text)];
        string[] actual =
        [
            .. Directory.EnumerateFiles(bench.Cache, "*", SearchOption.AllDirectories).Select(f =>
                $"{Path.GetRelativePath(bench.Cache, f).Replace('\\', '/')}: {new FileInfo(f).LinkTarget ?? Normal(File.ReadAllText(f))}"),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("links")]
    [InlineData("copies")]
    public async Task WhatHuggingFaceHubWrote_IsNotFetchedAgain(string form)
    {
        await using Bench bench = await WithReferenceAsync();
        Lay(bench, form, _ => true);
        string folder = await bench.GetAsync(options: bench.Options with { Symlinks = form == "links", Verify = true });
        Assert.Equal("/api/models/org/model/revision/main", Assert.Single(bench.Server.Requests).Path);
        foreach (var (path, content) in bench.Server.Repositories["org/model"].Files)
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(folder, path)));
    }

    /// <summary>Versions before 2 of huggingface_hub leave no list of the files.</summary>
    [Theory]
    [InlineData("links", true)]
    [InlineData("links", false)]
    [InlineData("copies", true)]
    [InlineData("copies", false)]
    public async Task WhatHuggingFaceHubWrote_IsFoundWithoutANetwork(string form, bool withList)
    {
        await using Bench bench = await WithReferenceAsync();
        Lay(bench, form, path => withList || !path.Contains("/trees/", StringComparison.Ordinal));
        string folder = await bench.GetAsync(options: bench.Options with { Offline = true });
        Assert.True(File.Exists(Path.Combine(folder, SmallPipeline.Weights)));
        Assert.Empty(bench.Server.Requests);
        CachedModel model = Assert.Single(bench.Client().List());
        Assert.Equal("org/model", model.Name);
        Assert.Equal(["main"], Assert.Single(model.Revisions).Refs);
    }

    [Fact]
    public async Task NoteThatAFileDoesNotExist_IsTheSame()
    {
        await using Bench bench = await Bench.StartAsync();
        FakeRepository repository = bench.Server.Add("org/model").With("style.safetensors", FakeRepository.Bytes(2000));
        await bench.GetAsync();
        string mark = Assert.Single(bench.Files(), f => f.Contains("/.no_exist/", StringComparison.Ordinal));
        Assert.Equal($"models--org--model/.no_exist/{repository.Commit}/model_index.json", mark);
        string theirs = Assert.Single(Entries("links"), f => f.Key.Contains("/.no_exist/", StringComparison.Ordinal)).Key;
        Assert.Equal(
            theirs.Replace(Reference["commit"]!.GetValue<string>(), repository.Commit).Replace("absent.json", "model_index.json"), mark);
    }

    private static async Task<Bench> WithReferenceAsync()
    {
        Bench bench = await Bench.StartAsync();
        FakeRepository repository = bench.Server.Add("org/model");
        foreach (var (path, content) in Reference["files"]!.AsObject()) repository.With(path, content!.GetValue<string>());
        return bench;
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Entries(string form) => Reference[form]!.AsObject();

    private static string Text(KeyValuePair<string, JsonNode?> entry) =>
        $"{entry.Key}: {entry.Value!["link"]?.GetValue<string>() ?? Normal(entry.Value!["text"]!.GetValue<string>())}";

    /// <summary>Lists of files are compared as JSON.</summary>
    private static string Normal(string text) =>
        text.Contains("format_version", StringComparison.Ordinal) ? JsonNode.Parse(text)!.ToJsonString() : text;

    private static void Lay(Bench bench, string form, Func<string, bool> which)
    {
        foreach (var (path, content) in Entries(form).Where(e => which(e.Key)))
        {
            string full = Path.Combine(bench.Cache, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            if (content!["link"] is { } link) File.CreateSymbolicLink(full, link.GetValue<string>());
            else File.WriteAllText(full, content["text"]!.GetValue<string>());
        }
    }
}
