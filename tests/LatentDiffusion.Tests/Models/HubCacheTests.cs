using System.Security.Cryptography;

namespace LatentDiffusion.Tests;

/// <summary>Models as the Hugging Face hub's programs keep them: links to files that are named by their hashes.</summary>
public sealed class HubCacheTests
{
    private const string Data = "model.onnx_data";

    /// <summary>Contents in the folder of the repository, and in a store that repositories share, each in a folder of its own.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GraphWithWeightsBesideIt_BehindLinks_DrawsTheSame(bool shared)
    {
        using ModelCopy model = ModelCopy.OfTiny("stable_diffusion");
        MoveWeightsBeside(model["unet"]);
        using TemporaryFolder cache = new();
        string snapshot = Link(model.Path, cache.Path, shared);
        GenerationRequest request = new("a cat") { Seed = 1, Steps = 2, Width = 32, Height = 32 };
        using LatentDiffusionPipeline expected = LatentDiffusionPipeline.Load(model.Path), actual = LatentDiffusionPipeline.Load(snapshot);
        Assert.Equal(expected.Generate(request).Images[0].Pixels, actual.Generate(request).Images[0].Pixels);
        Assert.Equal("org/tiny", actual.Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Inspection_BehindLinks_SaysTheSizesOfTheFiles(bool shared)
    {
        using ModelCopy model = ModelCopy.OfTiny("stable_diffusion");
        MoveWeightsBeside(model["unet"]);
        using TemporaryFolder cache = new();
        ModelInspection expected = ModelInspection.Read(model.Path), actual = ModelInspection.Read(Link(model.Path, cache.Path, shared));
        Assert.Empty(actual.Problems);
        Assert.Equal(expected.Graphs.Select(g => g.Bytes), actual.Graphs.Select(g => g.Bytes));
    }

    /// <summary>No other folder may be linked to: a model must not name any file of the machine.</summary>
    [Fact]
    public void LinkOutOfTheCache_IsRefused()
    {
        using ModelCopy model = ModelCopy.OfTiny("stable_diffusion");
        MoveWeightsBeside(model["unet"]);
        using TemporaryFolder cache = new();
        string data = Path.Combine(Link(model.Path, cache.Path, shared: true), "unet", Data);
        File.Delete(data);
        File.CreateSymbolicLink(data, Path.Combine(model["unet"], Data));
        using ModelFile file = ModelFile.Open(Path.Combine(Path.GetDirectoryName(data)!, "model.onnx"));
        var e = Assert.Throws<ModelFormatException>(() => file.Model.Graph.Initializers.Select(file.Locate).ToArray());
        Assert.Contains("leads out of the folder", e.Message);
    }

    [Theory]
    [InlineData("/cache/models--org--name/snapshots/0a1b", true)]
    [InlineData("/cache/models--org--name/snapshots/0a1b/unet", true)]
    [InlineData("/cache/models--org--name/blobs", false)]
    [InlineData("/cache/org/snapshots/0a1b/unet", false)]
    public void StoresOf_Folder(string folder, bool isSnapshot) => Assert.Equal(
        isSnapshot ? [Path.Combine("/cache/models--org--name", "blobs"), Path.Combine("/cache", "blobs")] : [],
        SnapshotFolder.StoresOf(folder));

    [Theory]
    [InlineData("/cache/models--org--name/snapshots/0a1b", "org/name")]
    [InlineData("/cache/models--name/snapshots/0a1b", "name")]
    [InlineData("/cache/models--org--name/snapshots", null)]
    [InlineData("/cache/org/snapshots/0a1b", null)]
    [InlineData("/", null)]
    public void RepositoryOf_Folder(string folder, string? name) => Assert.Equal(name, SnapshotFolder.RepositoryOf(folder));

    /// <summary>Makes of a graph with its weights in it one with all that have bytes of their own in a file beside it.</summary>
    private static void MoveWeightsBeside(string folder)
    {
        string path = Path.Combine(folder, "model.onnx");
        byte[] graph;
        using (ModelFile file = ModelFile.Open(path))
        using (FileStream data = File.Create(Path.Combine(folder, Data)))
        {
            ModelProto model = file.Model;
            graph = (model with { Graph = model.Graph with { Initializers = [.. model.Graph.Initializers.Select(Moved)] } }).Serialize();

            TensorProto Moved(TensorProto tensor)
            {
                if (tensor.RawData is not { Length: > 0 } raw) return tensor;
                ExternalData place = new(Data, data.Position, raw.Length);
                data.Write(raw.Span);
                return tensor with { RawData = null, External = place };
            }
        }

        File.WriteAllBytes(path, graph);
    }

    private static string Link(string model, string cache, bool shared)
    {
        string repository = Path.Combine(cache, "models--org--tiny"), snapshot = Path.Combine(repository, "snapshots", new string('1', 40));
        foreach (string file in Directory.EnumerateFiles(model, "*", SearchOption.AllDirectories))
        {
            byte[] content = File.ReadAllBytes(file);
            string hash = Convert.ToHexStringLower(SHA256.HashData(content)), blob = Path.Combine(repository, "blobs", hash);
            string stored = shared ? Path.Combine(cache, "blobs", hash[..2], hash) : blob;
            Write(stored, path => File.WriteAllBytes(path, content));
            if (shared) Write(blob, path => File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, stored)));
            Write(
                Path.Combine(snapshot, Path.GetRelativePath(model, file)),
                path => File.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, blob)));
        }

        return snapshot;
    }

    private static void Write(string path, Action<string> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!Path.Exists(path)) write(path);
    }
}
