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

    private static IEnumerable<string> Rows(JsonElement rows) => rows.EnumerateArray().Select(r =>
        $"[\"{r[0].GetString()}\",{r[1].GetInt32()},\"{r[2].GetString()}\",[{r[3][0].GetInt32()},{r[3][1].GetInt32()}]]");
}
