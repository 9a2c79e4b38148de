using System.Security.Cryptography;

namespace LatentDiffusion.Datasets.Tests;

/// <summary>A plan in a folder of its own, and what is drawn of it.</summary>
internal sealed class Bench : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Bench(string plan)
    {
        File.WriteAllText(PlanFile, plan);
    }

    public string this[string name] => Path.Combine(_folder.Path, name);

    public string PlanFile => this["plan.toml"];

    public FolderStore Store => new(this["out"]);

    public DatasetPlan Plan() => DatasetPlan.Load(PlanFile);

    /// <summary>Draws with a drawer of noise.</summary>
    public DatasetResult Draw(FakeDrawer? drawer = null, DatasetOptions? options = null, string target = "out") => DatasetGenerator.Draw(
        Plan(), new FolderStore(this[target]), (options ?? new DatasetOptions()) with { Drawer = _ => drawer ?? new FakeDrawer() });

    /// <summary>Hashes of the published files of a target, by name.</summary>
    public Dictionary<string, string> Published(string target = "out") => Directory
        .EnumerateFiles(this[target], "*", SearchOption.AllDirectories)
        .Select(f => (Name: Path.GetRelativePath(this[target], f).Replace('\\', '/'), File: f))
        .Where(f => !f.Name.StartsWith("work/", StringComparison.Ordinal))
        .ToDictionary(f => f.Name, f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f.File))));

    /// <summary>The samples of a shard.</summary>
    public IReadOnlyList<TarSample> Samples(string shard, string target = "out")
    {
        using FileStream stream = File.OpenRead(this[$"{target}/shards/{shard}.tar"]);
        return [.. ShardTar.Read(stream, shard)];
    }

    /// <summary>Puts pictures of noise into a folder.</summary>
    public void Pictures(string folder, int count, int first = 1000, int side = 32)
    {
        Directory.CreateDirectory(this[folder]);
        for (int i = 0; i < count; i++) FakeDrawer.Noise(first + i, side).Save(this[$"{folder}/{i:D3}.png"]);
    }

    /// <summary>Puts masks of a white rectangle into a folder.</summary>
    public void Masks(string folder, int count, int side = 32)
    {
        Directory.CreateDirectory(this[folder]);
        for (int i = 0; i < count; i++)
        {
            byte[] pixels = new byte[3 * side * side];
            for (int y = 4; y < 12; y++) pixels.AsSpan(3 * (y * side + 6 + i), 3 * 10).Fill(255);
            new RgbImage(side, side, pixels).Save(this[$"{folder}/{i:D3}.png"]);
        }
    }

    public void Dispose() => _folder.Dispose();
}
