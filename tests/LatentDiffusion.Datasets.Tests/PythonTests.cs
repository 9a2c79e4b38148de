using System.Diagnostics;
using System.Text.Json;

namespace LatentDiffusion.Datasets.Tests;

/// <summary>What Python reads. Run where the variable LATENT_DIFFUSION_DATASETS_PYTHON names a Python that has Pillow.</summary>
public sealed class PythonTests
{
    private static readonly string? Python = Environment.GetEnvironmentVariable("LATENT_DIFFUSION_DATASETS_PYTHON");

    [Fact]
    public void PythonReadsTheSamplesAsTheyAre()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Python), "No Python is named.");
        using Bench bench = new(
            "name = 'n'\ncount = 7\nshard_size = 5\nclasses = ['a', 'b']\ntemplates = ['ein grüner {class}']\nformats = ['parquet']");
        bench.Draw();
        DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"]);
        using Process process = Process.Start(
            new ProcessStartInfo(Python!, [Path.Combine(AppContext.BaseDirectory, "Python", "read_dataset.py"), bench["out"]])
            {
                RedirectStandardOutput = true,
            })!;
        JsonElement read = JsonDocument.Parse(process.StandardOutput.ReadToEnd()).RootElement;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        DatasetPlan plan = bench.Plan();
        string[] expected = [.. Enumerable.Range(0, 14).Select(i => plan.Recipe(i))
            .Select(r => $"[\"{r.Key}\",{r.Label},\"ein grüner {r.Class}\",[32,32]]")];
        Assert.Equal(expected, Rows(read.GetProperty("webdataset")));
        if (read.GetProperty("parquet").ValueKind != JsonValueKind.Null) Assert.Equal(expected, Rows(read.GetProperty("parquet")));
    }

    /// <summary>Needs the package latent-diffusion-export there.</summary>
    [Fact]
    public void PythonTrainsClassifiers_AndMeasuresThem()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Python), "No Python is named.");
        using Bench bench = new("name = 'n'\ncount = 4\nclasses = ['a', 'b']");
        bench.Draw();
        string[] folders = ["real/a", "real/b", "held-out/a", "held-out/b"];
        foreach (var (i, name) in folders.Index())
            bench.Pictures(name, i == 1 ? 1 : 5, first: 1000 * (i + 1));
        CliProcess.Start(
            Path.GetDirectoryName(bench.PlanFile)!,
            ["dataset", "study", "plan.toml", "out", "study", "--real", "real", "--held-out", "held-out", "--python", Python!,
                "--seeds", "2", "--steps", "4", "--size", "16", "--width", "8", "--threads", "1"]).WaitForResult();
        JsonElement study = JsonDocument.Parse(File.ReadAllText(bench["study/study.json"])).RootElement;
        Assert.Equal("b", Assert.Single(study.GetProperty("scarce").EnumerateArray()).GetString());
        Assert.Equal([4, 4], study.GetProperty("synthetic").EnumerateArray().Select(c => c.GetInt32()));
        Assert.Equal(["real", "synthetic", "both", "finetune"], study.GetProperty("ways").EnumerateObject().Select(w => w.Name));
        Assert.StartsWith("# Do synthetic pictures help?", File.ReadAllText(bench["study/study.md"]), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Rows(JsonElement rows) => rows.EnumerateArray().Select(r =>
        $"[\"{r[0].GetString()}\",{r[1].GetInt32()},\"{r[2].GetString()}\",[{r[3][0].GetInt32()},{r[3][1].GetInt32()}]]");
}
