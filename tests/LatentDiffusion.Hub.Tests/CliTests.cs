using System.Text.RegularExpressions;

namespace LatentDiffusion.Hub.Tests;

/// <summary>pull, list, remove, and names in the place of paths on the command line.</summary>
public sealed class CliTests
{
    [Fact]
    public async Task PullListRemove()
    {
        await using Bench bench = await Bench.WithModelAsync();
        string folder = (await Run("pull", "org/model")).Trim();
        Assert.Equal(SmallPipeline.Large, File.ReadAllBytes(Path.Combine(folder, SmallPipeline.Weights)));
        Assert.Matches(@"^ +309\.5 kB  \d{4}-\d\d-\d\d  org/model  main\n\z", await Run("list"));
        Assert.Matches(@"^removed org/model, 3\d\d\.\d kB freed\n\z", await Run("remove", "org/model"));
        Assert.Equal("", await Run("list"));
        Assert.Empty(bench.Files());

        async Task<string> Run(params string[] args)
        {
            using HubProcess process = HubProcess.Cli(bench, args);
            return await process.DoneAsync();
        }
    }

    [Theory]
    [InlineData(1, "there is no such folder or file. On the hub: org/other@main: there is no such model", "a cat", "--model", "org/other")]
    [InlineData(1, "On the hub: org/other@main: there is no such model", "serve", "--port", "0", "--add-model", "x=org/other")]
    [InlineData(1, "error: org/other@main: there is no such model", "serve", "--port", "0", "--add-model", "x=hf://org/other")]
    [InlineData(1, "no such model, or it is private", "pull", "org/other")]
    [InlineData(1, "no such branch", "pull", "org/model", "--revision", "nowhere")]
    [InlineData(1, "not in the cache", "remove", "org/other")]
    [InlineData(2, "names no model", "pull", "../model")]
    [InlineData(2, "is not one of Auto, Safetensors, Onnx", "pull", "org/model", "--format", "gguf")]
    [InlineData(1, "there is no such folder", "a cat", "--model", "nowhere")]
    public async Task Failure_IsOneLine(int code, string message, params string[] args)
    {
        await using Bench bench = await Bench.WithModelAsync();
        using HubProcess process = HubProcess.Cli(bench, args);
        var (exit, output, error) = await process.EndAsync();
        Assert.Equal((code, ""), (exit, output));
        Assert.Contains(message, error);
        Assert.Single(error.Trim().Split('\n'));
    }

    /// <summary>A model by its name draws what the same files draw from a folder; what the hub says never commands the terminal.</summary>
    [Fact]
    public async Task ModelByName_IsFetchedAndDrawn()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Server.Add("org/tiny").WithFolder(Path.Combine(AppContext.BaseDirectory, "References", "tiny"));
        string[] picture = ["a cat", "--steps", "2", "--seed", "1", "--width", "32", "--height", "32", "--output"];
        using HubProcess named = HubProcess.Cli(bench, [.. picture, "named.png", "--model", "org/tiny"]);
        await named.DoneAsync();
        Assert.DoesNotContain(bench.Server.Requests, r => r.Path.Contains("cases", StringComparison.Ordinal)); // no part of a pipeline
        string folder = await bench.GetAsync("org/tiny");
        using HubProcess there = HubProcess.Cli(bench, [.. picture, "there.png", "--model", folder]);
        await there.DoneAsync();
        Assert.Equal(
            RgbImage.Load(Path.Combine(bench.Root, "there.png")).Pixels, RgbImage.Load(Path.Combine(bench.Root, "named.png")).Pixels);
        using HubProcess inspect = HubProcess.Cli(bench, "inspect", "hf://org/tiny");
        Assert.Contains("Stable Diffusion", await inspect.DoneAsync());
    }

    [Fact]
    public async Task TextOfTheHub_NeverCommandsTheTerminal()
    {
        await using Bench bench = await Bench.WithModelAsync();
        bench.Server.Repositories["org/model"].With("unet/\u202ea[31m\u001b[2J.json", "{}");
        using HubProcess process = HubProcess.Cli(bench, "pull", "org/model");
        var (exit, output, error) = await process.EndAsync();
        Assert.Equal(1, exit);
        Assert.Contains("has a control character", error);
        Assert.DoesNotMatch(new Regex(@"[\p{Cc}\p{Cf}-[\n]]"), output + error);
    }
}
