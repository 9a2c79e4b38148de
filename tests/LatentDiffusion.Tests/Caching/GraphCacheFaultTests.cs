namespace LatentDiffusion.Tests;

/// <summary>A wrong, old or damaged entry is never used, and a cache that is of no use harms nobody.</summary>
public sealed class GraphCacheFaultTests(FilledCache filled) : IClassFixture<FilledCache>, IDisposable
{
    private const string Manifest = "entry.json";

    private readonly CacheCase _case = new(filled.Case);
    private readonly byte[] _fresh = filled.Fresh;

    [Fact]
    public void CopiesOfTheCacheAreUsed()
    {
        string[] before = [.. _case.Cache.List().Select(graph => graph.Folder).Order()];
        Assert.Equal(_fresh, _case.Draw().Pixels);
        Assert.Equal(before, _case.Cache.List().Select(graph => graph.Folder).Order());
    }

    public static TheoryData<string, int> Damage => new()
    {
        { "weights.bin", 0 }, { "weights.bin", 5000 }, { "model.onnx", 100 }, { Manifest, 3 },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public void MakesDamagedEntriesAnew(string file, int at)
    {
        string path = Path.Combine(_case.UnetEntry, file);
        byte[] sound = File.ReadAllBytes(path), bytes = [.. sound];
        bytes[at] ^= 0x40;
        File.WriteAllBytes(path, bytes);
        Assert.Equal(_fresh, _case.Draw().Pixels);
        Assert.Equal(_fresh, _case.Draw().Pixels);
        if (file == "weights.bin") Assert.Equal(sound, File.ReadAllBytes(Path.Combine(_case.UnetEntry, file)));
    }

    [Theory]
    [InlineData("weights.bin", 100)]
    [InlineData("weights.bin", 0)]
    [InlineData("model.onnx", 10)]
    [InlineData(Manifest, 0)]
    public void MakesEntriesAnewThatAreCutOff(string file, int length)
    {
        using (FileStream stream = new(Path.Combine(_case.UnetEntry, file), FileMode.Open)) stream.SetLength(length);
        Assert.Equal(_fresh, _case.Draw().Pixels);
        Assert.Equal(4, _case.Cache.List().Count);
    }

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("model.onnx")]
    [InlineData(Manifest)]
    public void MakesEntriesAnewThatLackAFile(string file)
    {
        File.Delete(Path.Combine(_case.UnetEntry, file));
        Assert.Equal(_fresh, _case.Draw().Pixels);
        Assert.Equal(4, _case.Cache.List().Count);
    }

    /// <summary>A manifest that names a file elsewhere, and one that names none, vouch for nothing.</summary>
    [Theory]
    [InlineData("""{"Component":"unet","Source":"x","Runtime":"1","Files":{}}""")]
    [InlineData("""{"Component":"unet","Source":"x","Runtime":"1","Files":{"../../x":"00"}}""")]
    [InlineData("""{"Component":null}""")]
    [InlineData("[]")]
    public void BelievesNoOtherManifest(string manifest)
    {
        string entry = _case.UnetEntry;
        File.WriteAllText(Path.Combine(entry, "weights.bin"), "rubbish");
        File.WriteAllText(Path.Combine(entry, Manifest), manifest);
        Assert.Equal(_fresh, _case.Draw().Pixels);
        Assert.Equal(4, _case.Cache.List().Count);
    }

    /// <summary>The same length, the same date, one other bit in the middle.</summary>
    [Fact]
    public void SeesEveryBitOfTheModel()
    {
        DateTime written = File.GetLastWriteTimeUtc(_case.UnetWeights);
        byte[] bytes = File.ReadAllBytes(_case.UnetWeights);
        for (int i = bytes.Length / 2; i < bytes.Length / 2 + 4000; i++) bytes[i] ^= 0x80; // some signs, in whatever type
        File.WriteAllBytes(_case.UnetWeights, bytes);
        File.SetLastWriteTimeUtc(_case.UnetWeights, written);
        byte[] other = _case.DrawFresh();
        Assert.NotEqual(_fresh, other);
        Assert.Equal(other, _case.Draw().Pixels);
        Assert.Equal(5, _case.Cache.List().Count);
    }

    [Fact]
    public void SweepsWhatAKilledProcessLeft()
    {
        string left = Path.Combine(_case.Cache.Folder, ".pending-left");
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "alive"), "");
        File.WriteAllBytes(Path.Combine(left, "weights.bin"), new byte[1000]);
        _case.Draw(options => options with { Precision = Precision.Float16 });
        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public void SweepsAHalfWrittenListOfHashes()
    {
        string left = Path.Combine(_case.Cache.Folder, ".0123.tmp");
        File.WriteAllText(left, "{");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-2));
        Assert.True(_case.Cache.Clear() > 0);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_case.Cache.Folder));
    }

    [Fact]
    public void ClearsWhatWasNeverMade() => Assert.Equal(0, new GraphCache(Path.Combine(_case.Cache.Folder, "none")).Clear());

    [Fact]
    public void LeavesAloneWhatAnotherProcessMakes()
    {
        string pending = Path.Combine(_case.Cache.Folder, ".pending-other");
        Directory.CreateDirectory(pending);
        using (new FileStream(Path.Combine(pending, "alive"), FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            _case.Cache.Clear();
            Assert.True(Directory.Exists(pending));
        }
    }

    [Fact]
    public void SaysWhyNothingIsKept()
    {
        using TemporaryFolder folder = new(("file", ""));
        var (pixels, warnings) = _case.Draw(options => options with { Cache = new GraphCache(folder["file"]) });
        Assert.Equal(_fresh, pixels);
        Assert.Contains(warnings, w => w.Contains("'unet' is not kept in the cache " + folder["file"], StringComparison.Ordinal));
    }

    [Fact]
    public void IsSharedBySeveralAtOnce()
    {
        _case.Cache.Clear();
        byte[][] drawn = new byte[4][];
        Parallel.For(0, drawn.Length, i => drawn[i] = _case.Draw().Pixels);
        Assert.All(drawn, pixels => Assert.Equal(_fresh, pixels));
        Assert.Equal(4, _case.Cache.List().Count);
        Assert.Equal(4, Directory.EnumerateDirectories(_case.Cache.Folder).Count());
    }

    [Fact]
    public void LoadingIsStoppedWithoutALeftover()
    {
        _case.Cache.Clear();
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => LatentDiffusionPipeline.Load(_case.Model.Path, _case.Options, cancellationToken: stop.Token).Dispose());
        Assert.Empty(_case.Cache.List());
    }

    public void Dispose() => _case.Dispose();
}
