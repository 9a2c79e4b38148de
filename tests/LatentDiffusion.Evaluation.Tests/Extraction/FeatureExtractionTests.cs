namespace LatentDiffusion.Evaluation.Tests;

public sealed class FeatureExtractionTests : IDisposable
{
    private const int Count = 23;
    private readonly TemporaryFolder _folder = new();
    private readonly FeatureNetwork _network = FeatureNetworkTests.Load("classes");

    public FeatureExtractionTests()
    {
        Directory.CreateDirectory(_folder["within"]);
        for (int i = 0; i < Count; i++)
            Sets.Blocks(i).Save(_folder[i % 2 == 0 ? $"{i:00}.png" : Path.Combine("within", $"{i:00}.webp")], 100);
    }

    public void Dispose()
    {
        _network.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Features_AreThoseOfThePicturesInOrder()
    {
        ExtractionResult result = Extract();
        Assert.Equal(Count, result.Features.Count);
        Assert.Empty(result.Problems);
        foreach (string name in result.Features.Names)
        {
            int index = result.Features.Names.ToList().IndexOf(name);
            FeatureSet alone = _network.Extract([RgbImage.Load(_folder[name])]);
            for (int j = 0; j < 8; j++) Assert.Equal(alone[0][j], result.Features[index][j], 1e-5f);
        }

        Assert.Equal(result.Features.Names.Order(StringComparer.Ordinal), result.Features.Names);
        Assert.Equal(5 * Count, result.Features.Logits!.Value.Length);
    }

    [Fact]
    public void WithoutFeatures_StatisticsAreTheSame()
    {
        FeatureSet kept = Extract().Features, streamed = Extract(new ExtractionOptions { KeepFeatures = false }).Features;
        Assert.False(streamed.HasFeatures);
        Assert.Equal(Count, streamed.Statistics.Count);
        Assert.Equal(kept.Statistics.Covariance(), streamed.Statistics.Covariance());
        Assert.Equal(kept.Statistics.Mean, streamed.Statistics.Mean);
    }

    [Fact]
    public void PicturesThatCannotBeRead_AreNamed_AndTheRestCounts()
    {
        _folder.Write("05-broken.png", "no picture");
        _folder.Write("animation.gif", "GIF89a");
        _folder.Write("readme.txt", "not a picture");
        byte[] whole = File.ReadAllBytes(_folder["00.png"]);
        File.WriteAllBytes(_folder["cut.png"], whole[..(whole.Length / 2)]);
        Sets.Blocks(99, 50, 20).Save(_folder["wide.png"]);
        ExtractionResult result = Extract();
        Assert.Equal(Count + 1, result.Features.Count);
        Assert.Equal(["05-broken.png", "animation.gif", "cut.png"], result.Problems.Select(p => p.Path).Order(StringComparer.Ordinal));
        Assert.Equal(Count, result.Sizes[(32, 32)]);
        Assert.Equal(1, result.Sizes[(50, 20)]);
    }

    [Fact]
    public void FeaturesThatWereJustAdded_AreFound()
    {
        using FeatureCache cache = new(_folder["features"], "network", 3);
        byte[] key = FeatureCache.KeyOf("picture", null);
        Assert.Null(cache.Find(key));
        cache.Add(key, [1, 2, 3]);
        Assert.Equal([1, 2, 3], cache.Find(key)!);
    }

    [Fact]
    public void AStoppedExtraction_GoesOn_WithTheSameResult()
    {
        ExtractionOptions options = new() { CacheFile = _folder["features"] };
        using CancellationTokenSource stop = new();
        Progress stopping = new(p =>
        {
            if (p.Done >= 8) stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Extract(options, stopping, stop.Token));

        // The end of a process may cut a record off.
        using (FileStream file = new(_folder["features"], FileMode.Open)) file.SetLength(file.Length - 3);
        ExtractionResult rest = Extract(options), all = Extract(options);
        Assert.InRange(rest.Cached, 1, Count - 1);
        Assert.Equal(Count, all.Cached);
        Assert.Equal(Extract().Features.Features.ToArray(), rest.Features.Features.ToArray());
        Assert.Equal(rest.Features.Features.ToArray(), all.Features.Features.ToArray());
        Assert.Equal(rest.Features.Logits!.Value.ToArray(), all.Features.Logits!.Value.ToArray());
    }

    [Fact]
    public void ACache_WithADamagedRecord_KeepsTheOthers()
    {
        ExtractionOptions options = new() { CacheFile = _folder["features"] };
        _ = Extract(options);
        byte[] whole = File.ReadAllBytes(options.CacheFile);
        int header = whole.AsSpan().IndexOf((byte)'\n') + 1, record = (whole.Length - header) / Count;
        whole[header + record + record / 2] ^= 1;
        File.WriteAllBytes(options.CacheFile, whole);
        Assert.Equal(Count - 1, Extract(options).Cached);
        Assert.Equal(Count, Extract(options).Cached);
    }

    [Fact]
    public void ACache_NoticesChangedPictures_AndOtherNetworks()
    {
        ExtractionOptions options = new() { CacheFile = _folder["features"] };
        Extract(options);
        Sets.Blocks(500).Save(_folder["00.png"]);
        File.SetLastWriteTimeUtc(_folder["00.png"], DateTime.UtcNow.AddHours(1));
        Assert.Equal(Count - 1, Extract(options).Cached);
        using FeatureNetwork other = FeatureNetworkTests.Load("clip");
        Assert.Contains(
            "the file holds others",
            Assert.Throws<EvaluationException>(() => FeatureExtraction.Extract(PictureFolder.List(_folder.Path), other, options)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ACache_IsOfOneFolderAndItsPrompts()
    {
        using TemporaryFolder folder = new();
        using FeatureNetwork clip = FeatureNetworkTests.Load("clip");
        foreach (var (sub, seed) in (IEnumerable<(string, int)>)[("a", 1), ("b", 2)])
        {
            Directory.CreateDirectory(folder[sub]);
            Sets.Blocks(seed).Save(folder[$"{sub}/x.webp"]);
            File.AppendAllText(folder[$"{sub}/x.webp"], new string(' ', 4000 - (int)new FileInfo(folder[$"{sub}/x.webp"]).Length));
            File.SetLastWriteTimeUtc(folder[$"{sub}/x.webp"], DateTime.UnixEpoch);
            folder.Write($"{sub}/x.txt", "low");
        }

        ExtractionOptions options = new() { Prompts = true, CacheFile = folder["features"] };
        int Cached(string sub) => FeatureExtraction.Extract(PictureFolder.List(folder[sub]), clip, options).Cached;
        Assert.Equal(0, Cached("a"));
        Assert.Equal(0, Cached("b"));
        Assert.Equal(1, Cached("b"));
        folder.Write("b/x.txt", "lower");
        Assert.Equal(0, Cached("b"));
        Assert.Equal(1, Cached("a"));
    }

    [Fact]
    public void List_FollowsLinks_ButNotInCircles()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        using TemporaryFolder folder = new(), other = new();
        Sets.Blocks(1).Save(folder["a.png"]);
        Sets.Blocks(1).Save(other["b.png"]);
        Directory.CreateSymbolicLink(folder["again"], folder.Path);
        Directory.CreateSymbolicLink(folder["other"], other.Path);
        Directory.CreateSymbolicLink(other["back"], other.Path);
        Assert.Equal(["a.png", "other/b.png"], PictureFolder.List(folder.Path).Files);
    }

    [Fact]
    public void Prompts_AreOfTheFileOrBesideIt()
    {
        using TemporaryFolder folder = new();
        using FeatureNetwork clip = FeatureNetworkTests.Load("clip");
        Sets.Blocks(1).Save(folder["a.png"], parameters: new GenerationParameters { Prompt = "low" }.ToText());
        Sets.Blocks(2).Save(folder["b.png"]);
        folder.Write("b.txt", " lower! \n");
        Sets.Blocks(3).Save(folder["c.png"]);
        ExtractionOptions options = new() { Prompts = true };
        ExtractionResult result = FeatureExtraction.Extract(PictureFolder.List(folder.Path), clip, options);
        Assert.Equal("c.png", Assert.Single(result.Problems).Path);
        float[] expected = [.. clip.Encode("low", default), .. clip.Encode("lower!", default)];
        Assert.Equal(expected, result.Features.Texts!.Value.ToArray());
        Assert.Throws<EvaluationException>(() => Extract(options));
    }

    [Fact]
    public void Progress_EndsAtTheTotal()
    {
        List<ExtractionProgress> reports = [];
        Extract(progress: new Progress(reports.Add));
        Assert.Equal((Count, Count, 0), (reports[^1].Done, reports[^1].Total, reports[^1].Problems));
        Assert.Equal(reports.Select(r => r.Done).Order(), reports.Select(r => r.Done));
    }

    [Fact]
    public void AFolderThatIsNotThere_IsNamed() =>
        Assert.Contains(
            "nowhere", Assert.Throws<DirectoryNotFoundException>(() => PictureFolder.List("nowhere")).Message, StringComparison.Ordinal);

    private ExtractionResult Extract(
        ExtractionOptions? options = null, IProgress<ExtractionProgress>? progress = null, CancellationToken cancellationToken = default) =>
        FeatureExtraction.Extract(PictureFolder.List(_folder.Path), _network, options, progress, cancellationToken);

    private sealed class Progress(Action<ExtractionProgress> report) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value) => report(value);
    }
}
