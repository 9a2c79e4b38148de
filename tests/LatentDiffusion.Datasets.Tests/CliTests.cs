using System.Diagnostics;
using System.Globalization;

namespace LatentDiffusion.Datasets.Tests;

/// <summary>The command, with the default model.</summary>
public sealed class CliTests
{
    private const string Plan = """
        name = "fruit"
        count = 4
        shard_size = 3
        templates = ["a {colour} {class}"]
        classes = ["apple", "pear"]
        [attributes]
        colour = ["red", "green"]
        [draw]
        steps = 1
        width = 64
        height = 64
        """;

    [Fact]
    public void DrawsVerifiesAndJoins()
    {
        using Bench bench = new(Plan);
        CliResult drawn = Run(bench, "dataset", "plan.toml", "out").AssertDone();
        Assert.Equal(("3", "0", bench.Plan().Hash), (drawn["finished"], drawn["before"], drawn["plan"]));
        Assert.Equal("0", Run(bench, "dataset", "plan.toml", "out").AssertDone()["finished"]);
        CliResult verified = Run(bench, "dataset", "verify", "plan.toml", "out", "--pictures").AssertDone();
        Assert.Equal(("3 of 3", "8 of 8"), (verified["shards"], verified["samples"]));
        CliResult merged = Run(
            bench, "dataset", "merge", "plan.toml", "out", "--format", "parquet", "--format", "imagefolder").AssertDone();
        Assert.Equal("8 of 8", merged["samples"]);
        Assert.Equal(8, Directory.GetFiles(bench["out/imagefolder"], "*.png", SearchOption.AllDirectories).Length);
        Assert.Contains("\"runtime\": \"cpu auto\"", File.ReadAllText(bench["out/dataset.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void ADryRunDrawsNothing()
    {
        using Bench bench = new(Plan);
        CliResult result = Run(bench, "dataset", "plan.toml", "--dry-run", "--examples", "2").AssertDone();
        Assert.Equal(("8", "3", "4"), (result["samples"], result["shards"], result["prompts"]));
        Assert.Equal("16 evaluations of the denoiser", result["cost"]);
        Assert.Equal(2, result.Values("sample").Length);
        Assert.Equal("4", result["apple"]);
        Assert.False(Directory.Exists(bench["out"]));
    }

    /// <summary>From a threshold that no picture stays below on, all are rejected; from one that none reaches on, all are kept.</summary>
    [Theory]
    [InlineData("0.000001", "0 of 8")]
    [InlineData("1", "8 of 8")]
    public void UnsafeSamples_AreRejected(string threshold, string samples)
    {
        using Bench bench = new(Plan + "\n[quality]\nattempts = 2\ndeviation = 0"); // after one step a picture may be all but uniform
        CliResult drawn = Run(bench, "dataset", "plan.toml", "out", "--safety", "refuse", "--safety-threshold", threshold).AssertDone();
        Assert.Equal(threshold == "1" ? [] : ["8"], drawn.Values("missing"));
        Assert.Equal(samples, Run(bench, "dataset", "verify", "plan.toml", "out").AssertDone()["samples"]);
        string records = threshold == "1"
            ? string.Concat(bench.Samples("train-000000").Select(s => System.Text.Encoding.UTF8.GetString(s.Files["json"])))
            : File.ReadAllText(bench["out/shards/train-000000.rejected.jsonl"]);
        Assert.Contains(threshold == "1" ? "\"safety\":0" : "\"rejected\":\"safety: ", records, StringComparison.Ordinal);
        Assert.Contains("safety by", File.ReadAllText(bench["out/dataset.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void WrongArguments_AreExplained()
    {
        using Bench bench = new(Plan + "\nsteps = 2");
        Run(bench, "dataset", "plan.toml", "out").AssertFailed(1, "plan.toml, line 1");
        File.WriteAllText(bench.PlanFile, Plan);
        Run(bench, "dataset", "plan.toml").AssertFailed(2, "A target is needed, or --dry-run");
        Run(bench, "dataset", "plan.toml", "out", "--shard", "3/3").AssertFailed(2, "--shard: '3/3' is not a share");
        Run(bench, "dataset", "plan.toml", "out", "--lora", "x.safetensors").AssertFailed(2, "Adapters of a data set belong into its plan");
        Run(bench, "dataset", "plan.toml", "out", "--fast").AssertFailed(2, "Adapters of a data set belong into its plan");
        Run(bench, "dataset", "plan.toml", "out", "--examples", "3").AssertFailed(2, "--examples are of --dry-run");
        Run(bench, "dataset", "verify", "plan.toml", "none").AssertFailed(1, "There is no folder 'none'");
        Run(bench, "dataset", "plan.toml", "s3://bucket").AssertFailed(2, "needs --work");
    }

    /// <summary>Kills the process at random moments; LATENT_DIFFUSION_KILLS says how often.</summary>
    [Fact]
    public void KilledAtAnyMoment_ItGoesOn_AndEndsInTheSameBytes()
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("LATENT_DIFFUSION_KILLS") ?? "4", CultureInfo.InvariantCulture);
        using Bench bench = new(Plan.Replace("count = 4", $"count = {Math.Max(6, kills)}", StringComparison.Ordinal)
            .Replace("shard_size = 3", "shard_size = 8", StringComparison.Ordinal));
        Run(bench, "dataset", "plan.toml", "whole").AssertDone();
        Random random = new(1);
        long known = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            using Process process = Start(bench, "dataset", "plan.toml", "out");
            long began = Stopwatch.GetTimestamp();
            while (Attempts(bench) <= known && !process.HasExited && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2))
                Thread.Sleep(5);
            Thread.Sleep(random.Next(60));
            process.Kill(); // SIGKILL
            process.WaitForExit();
            long now = Attempts(bench);
            Assert.True(now >= known, $"{known} samples were there, {now} are.");
            known = now;
        }

        Run(bench, "dataset", "plan.toml", "out").AssertDone();
        Assert.Equal(bench.Published("whole"), bench.Published());
        Run(bench, "dataset", "verify", "plan.toml", "out", "--pictures").AssertDone();
    }

    /// <summary>Samples that are in journals or in published shards: none may ever be lost.</summary>
    private static long Attempts(Bench bench)
    {
        long count = 0;
        if (!Directory.Exists(bench["out/work"])) return 0;
        HashSet<string> finished = [.. Directory.Exists(bench["out/shards"])
            ? Directory.GetFiles(bench["out/shards"], "*.json").Select(f => Path.GetFileNameWithoutExtension(f)) : []];
        DatasetPlan plan = bench.Plan();
        for (long i = 0; i < plan.ShardCount; i++)
        {
            DatasetShard shard = plan.Shard(i);
            string journal = bench[$"out/work/{shard.Name}.journal"];
            if (finished.Contains(shard.Name)) count += shard.Count;
            else if (File.Exists(journal)) count += Records(journal);
        }

        return count;
    }

    /// <summary>Complete records of a journal that another process may be writing to.</summary>
    private static long Records(string journal)
    {
        using FileStream file = new(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        while (file.ReadByte() is not ('\n' or -1))
        {
        }

        long count = 0;
        byte[] head = new byte[36];
        while (file.ReadAtLeast(head, 36, throwOnEndOfStream: false) == 36)
        {
            long end = file.Position + BitConverter.ToInt32(head);
            if (end > file.Length) break;
            file.Position = end;
            count++;
        }

        return count;
    }

    private static CliResult Run(Bench bench, params string[] args) =>
        CliProcess.Start(Path.GetDirectoryName(bench.PlanFile)!, args).WaitForResult();

    private static Process Start(Bench bench, params string[] args)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return Process.Start(new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "LatentDiffusion.Cli.dll"), .. args])
        {
            WorkingDirectory = Path.GetDirectoryName(bench.PlanFile)!, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
    }
}
