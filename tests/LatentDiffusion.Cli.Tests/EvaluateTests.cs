using System.Globalization;

namespace LatentDiffusion.Cli.Tests;

public sealed class EvaluateTests
{
    [Fact]
    public void Images_AreMeasuredAndReported_AndProblemsNamed()
    {
        using WorkFolder folder = new();
        Draw(folder["generated"], 1, 7);
        Draw(folder["real"], 51, 8);
        File.WriteAllText(folder["generated/bad.png"], "no picture");
        string[] arguments =
        [
            "evaluate", "images", folder["generated"], folder["real"], "--report", folder["report"], "--json", folder["out/r.json"],
            "--cache", folder["cache"],
        ];
        CliResult result = folder.Run(arguments);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("pictures that were left out: 1.", result.Error, StringComparison.Ordinal);
        Assert.Contains("bad.png", result.Error, StringComparison.Ordinal);
        Assert.Contains("fid: 7 generated and 8 real pictures are few", result.Error, StringComparison.Ordinal);
        Assert.NotEmpty(result["fid"]);
        Assert.NotEmpty(result["coverage"]);
        Assert.Equal(
            ["cache/generated-resnet18.features", "cache/real-resnet18.features"],
            folder.Files.Where(f => f.StartsWith("cache/", StringComparison.Ordinal)));
        Assert.True(new FileInfo(folder["report/report.html"]).Length > 10_000);
        Assert.Contains("bad.png", File.ReadAllText(folder["out/r.json"]), StringComparison.Ordinal);
        Assert.Equal(result.Output, folder.Run(arguments).Output);
    }

    [Fact]
    public void Statistics_AreWrittenMergedAndComparedWith()
    {
        using WorkFolder folder = new();
        Draw(folder["a"], 1, 4);
        Draw(folder["b"], 9, 3);
        folder.Run("evaluate", "statistics", folder["a"], "-o", folder["a.npz"]).AssertDone();
        CliResult merged = folder.Run("evaluate", "statistics", folder["a.npz"], folder["b"], "-o", folder["all.npz"]).AssertDone();
        Assert.Equal("7", merged["pictures"]);
        CliResult distance = folder.Run("evaluate", "images", folder["a"], folder["a.npz"], "--metric", "fid");
        Assert.Equal(0, distance.ExitCode);
        double fid = double.Parse(distance["fid"].Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.InRange(fid, -1e-4, 1e-4); // a set to itself, but for rounding
        folder.Run("evaluate", "statistics", folder["a"], "-o", "a.zip").AssertFailed(2, "must end in .npz");
    }

    [Fact]
    public void Pairs_AreCompared()
    {
        using WorkFolder folder = new();
        Draw(folder["a"], 1, 3);
        Draw(folder["b"], 1, 3);
        CliResult result = folder.Run("evaluate", "pairs", folder["a"], folder["b"]).AssertDone();
        Assert.StartsWith("∞", result["psnr"], StringComparison.Ordinal);
        Assert.StartsWith("1.000", result["ssim"], StringComparison.Ordinal);
    }

    [Fact]
    public void Schedulers_AreCompared()
    {
        using WorkFolder folder = new();
        CliResult result = folder.Run(
            "evaluate", "schedulers", "--prompt", "a red apple", "--scheduler", "ddim", "--scheduler", "heun",
            "--steps", "2", "--steps", "4", "--reference-steps", "6",
            "--plot", folder["plot.png"], "--report", folder["report"], "--json", folder["r.json"]).AssertDone();
        Assert.Equal(2, result.Values("ddim").Length);
        Assert.Equal(1200, RgbImage.Load(folder["plot.png"]).Width);
        Assert.Contains("report/report.md", folder.Files);
        Assert.Contains("latentError", File.ReadAllText(folder["r.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void WrongArguments_AreExplained()
    {
        using WorkFolder folder = new();
        Directory.CreateDirectory(folder["empty"]);
        folder.Run("evaluate", "images", folder["empty"]).AssertFailed(1, "has no PNG, JPEG or WebP pictures");
        folder.Run("evaluate", "images", folder["none"]).AssertFailed(1, "There is no folder");
        folder.Run("evaluate", "images", folder["empty"], "--metric", "none").AssertFailed(2, "--metric: 'none' is not one of fid");
        folder.Run("evaluate", "images", folder["empty"], "--network", folder["none"]).AssertFailed(1, "network.json");
        folder.Run("evaluate", "schedulers", "--scheduler", "none").AssertFailed(2, "--scheduler: ");
        folder.Run("evaluate", "schedulers", "--steps", "0").AssertFailed(2, "--steps");
    }

    private static void Draw(string folder, int seed, int count)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < count; i++)
        {
            byte[] pixels = new byte[3 * 40 * 30];
            new Random(seed + i).NextBytes(pixels);
            new RgbImage(40, 30, pixels).Save(Path.Combine(folder, $"{i}.png"));
        }
    }
}
