using System.Diagnostics;
using System.Formats.Tar;
using System.Security.Cryptography;

namespace LatentDiffusion.Datasets.Tests;

/// <summary>A data set of a million samples, whose shards have manifests as real ones have them, and next to nothing in their tars.</summary>
public sealed class ScaleTests(ITestOutputHelper output)
{
    private const string Plan = "name = 'n'\nshard_size = 1000\ncount = 1000\nclasses = [";

    [Fact]
    public async Task AMillionSamples_AreVerified_InSecondsAndLittleMemory()
    {
        using Bench bench = new(Plan + string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"'class{i}'")) + "]");
        Write(bench, bench.Plan());
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using Process process = Process.Start(new ProcessStartInfo(
            host, [Path.Combine(AppContext.BaseDirectory, "LatentDiffusion.Cli.dll"), "dataset", "verify", bench.PlanFile, bench["out"]])
        {
            RedirectStandardOutput = true,
        })!;
        Task<string> printed = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        long peak = 0;
        TimeSpan taken = TimeSpan.Zero;
        while (!process.WaitForExit(20))
        {
            try
            {
                process.Refresh();
                (peak, taken) = (Math.Max(peak, process.PeakWorkingSet64), process.TotalProcessorTime);
            }
            catch (InvalidOperationException)
            {
                // It has just ended; what was read last is what it took.
            }
        }

        output.WriteLine(FormattableString.Invariant($"{taken.TotalSeconds:0.0} s of processor time, {peak / 1e6:0} MB"));
        Assert.Contains("samples    1000000 of 1000000", await printed, StringComparison.Ordinal);
        Assert.Equal(0, process.ExitCode);
        Assert.InRange(peak, 1, 200_000_000);
        Assert.InRange(taken.TotalSeconds, 0, 10);
    }

    private static void Write(Bench bench, DatasetPlan plan)
    {
        Directory.CreateDirectory(bench["out/shards"]);
        File.WriteAllText(bench["out/dataset.json"], "{}");
        string run = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(bench["out/dataset.json"])));
        Random random = new(1);
        for (long i = 0; i < plan.ShardCount; i++)
        {
            DatasetShard shard = plan.Shard(i);
            using MemoryStream tar = new();
            using (TarWriter writer = new(tar, leaveOpen: true))
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "0.txt") { DataStream = new MemoryStream([1]) });
            File.WriteAllBytes(bench[$"out/{ShardNames.Tar(shard.Name)}"], tar.ToArray());
            ShardManifest manifest = new()
            {
                Shard = shard.Name, Plan = plan.Hash, Run = run, First = shard.First, Planned = shard.Count, Bytes = tar.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(tar.ToArray())),
                Samples = [.. Enumerable.Range(0, shard.Count).Select(k => shard.First + k)],
                Labels = [.. Enumerable.Range(0, shard.Count).Select(_ => random.Next(1000))],
                Hashes = [.. Enumerable.Range(0, shard.Count).Select(_ => (ulong)random.NextInt64())],
                Missing = [], Rejected = new Dictionary<string, int>(),
            };
            File.WriteAllBytes(bench[$"out/{ShardNames.Manifest(shard.Name)}"], manifest.ToBytes());
        }
    }
}
