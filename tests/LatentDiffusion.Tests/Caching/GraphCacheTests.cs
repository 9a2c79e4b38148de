namespace LatentDiffusion.Tests;

/// <summary>What the cache keeps, and that it changes no pixel.</summary>
public sealed class GraphCacheTests : IDisposable
{
    private readonly CacheCase _case = new();

    [Fact]
    public void KeepsEveryGraphAndDrawsTheSame()
    {
        byte[] fresh = _case.DrawFresh();
        Assert.Empty(_case.Cache.List());
        Assert.Equal(fresh, _case.Draw().Pixels);
        CachedGraph[] first = [.. _case.Cache.List().OrderBy(g => g.Component)];
        Assert.Equal(["text_encoder", "unet", "vae_decoder", "vae_encoder"], first.Select(g => g.Component));
        Assert.All(first, g => Assert.True(g.Bytes > 0 && g.Source.StartsWith(_case.Model.Path, StringComparison.Ordinal)));

        var (again, warnings) = _case.Draw();
        Assert.Equal(fresh, again);
        Assert.Empty(warnings);
        CachedGraph[] second = [.. _case.Cache.List().OrderBy(g => g.Component)];
        Assert.Equal(first.Select(g => g.Folder), second.Select(g => g.Folder));
        Assert.All(first.Zip(second), pair => Assert.True(pair.Second.LastUsed > pair.First.LastUsed));
    }

    /// <summary>The second load takes what the first has prepared: it must not optimise anything again.</summary>
    [Fact]
    public void LoadsWhatIsPrepared()
    {
        _case.Draw();
        string model = Path.Combine(_case.UnetEntry, "model.onnx");
        DateTime written = File.GetLastWriteTimeUtc(model);
        byte[] bytes = File.ReadAllBytes(model);
        _case.Draw();
        Assert.Equal(written, File.GetLastWriteTimeUtc(model));
        Assert.Equal(bytes, File.ReadAllBytes(model));
    }

    [Theory]
    [InlineData(Precision.Float16)]
    [InlineData(Precision.BFloat16)]
    public void PrecisionsHaveEntriesOfTheirOwn(Precision precision)
    {
        _case.Draw();
        int count = _case.Cache.List().Count;
        byte[] fresh = _case.Draw(o => o with { Cache = null, Precision = precision }).Pixels;
        Assert.Equal(fresh, _case.Draw(o => o with { Precision = precision }).Pixels);
        Assert.True(_case.Cache.List().Count > count);
        Assert.Equal(fresh, _case.Draw(o => o with { Precision = precision }).Pixels);
    }

    /// <summary>An exporter's folder keeps its weights in the graph's own file or beside it.</summary>
    [Theory]
    [InlineData("stable_diffusion_xl")]
    [InlineData("flux_schnell")]
    [InlineData("stable_diffusion_3")]
    public void KeepsExportedGraphs(string family)
    {
        using ModelCopy model = ModelCopy.OfTiny(family);
        byte[] Draw(GraphCache? cache)
        {
            using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(model.Path, new PipelineOptions { Cache = cache });
            return pipeline.Generate(new GenerationRequest("a red apple") { Steps = 2, Seed = 1 }).Images[0].Pixels.ToArray();
        }

        byte[] fresh = Draw(null);
        Assert.Equal(fresh, Draw(_case.Cache));
        Assert.NotEmpty(_case.Cache.List());
        Assert.Equal(fresh, Draw(_case.Cache));
    }

    [Fact]
    public void AdaptersWriteNothing()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(_case.Model.Path, _case.Options);
        string[] before = [.. _case.Cache.List().Select(g => g.Folder).Order()];
        pipeline.LoadLora(LoraCase.Adapter("peft_lora"));
        pipeline.Generate(new GenerationRequest("a red apple") { Steps = 1, Seed = 1 });
        Assert.Equal(before, _case.Cache.List().Select(g => g.Folder).Order());
    }

    /// <summary>
    /// An adapter takes the prepared graph of the model and puts its weights in, where it changes linear layers only; convolutions of so few
    /// channels ONNX Runtime arranges in ways of its own, and the graph is loaded without the cache.
    /// </summary>
    [Theory]
    [InlineData("peft_lora", false)]
    [InlineData("kohya_lora", true)]
    [InlineData("diffusers_lora", true)]
    [InlineData("kohya_locon", false)]
    [InlineData("kohya_dora", true)]
    [InlineData("loha", false)]
    [InlineData("lokr", false)]
    public void AdaptersChangeThePreparedGraph(string adapter, bool takesUnet)
    {
        PipelineOptions options = _case.Options with { LargeBytes = 1 };
        float[] expected = Draw(options with { Cache = null });
        LatentDiffusionPipeline.Load(_case.Model.Path, options).Dispose();
        DateTimeOffset used = Unet().LastUsed;
        float[] drawn = Draw(options);
        Assert.Equal(expected.Length, drawn.Length);
        for (int i = 0; i < drawn.Length; i++) Assert.Equal(expected[i], drawn[i], 1e-5f);
        Assert.Equal(takesUnet, Unet().LastUsed > used);
        Assert.Single(_case.Cache.List(), graph => graph.Component == "unet");

        CachedGraph Unet() => _case.Cache.List().Single(graph => graph.Component == "unet");

        float[] Draw(PipelineOptions options)
        {
            using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(_case.Model.Path, options);
            used = options.Cache is null ? default : Unet().LastUsed;
            pipeline.LoadLora(LoraCase.Adapter(adapter));
            float[] first = LoraCase.Draw(pipeline);
            Assert.Equal(first, LoraCase.Draw(pipeline));
            return first;
        }
    }

    /// <summary>What the caller does to sessions may change what ONNX Runtime prepares.</summary>
    [Fact]
    public void SessionsOfTheCallerAreNotKept()
    {
        _case.Draw(options => options with { ConfigureSession = _ => { } });
        Assert.Empty(_case.Cache.List());
    }

    [Fact]
    public void RemovesWhatWasNotUsedForLongest()
    {
        _case.Draw();
        long all = _case.Cache.List().Sum(g => g.Bytes);
        foreach (CachedGraph graph in _case.Cache.List())
            File.SetLastWriteTimeUtc(
                Path.Combine(graph.Folder, "entry.json"), DateTime.UtcNow.AddDays(graph.Component == "unet" ? -2 : -1));
        string unet = _case.UnetEntry;
        _case.Draw(o => o with { Precision = Precision.Float16, Cache = _case.Cache with { MaxBytes = all + 1000 } });
        Assert.False(Directory.Exists(unet));
        Assert.True(_case.Cache.List().Sum(g => g.Bytes) <= all + 1000);
    }

    [Fact]
    public void ClearsEverything()
    {
        _case.Draw();
        long all = _case.Cache.List().Sum(g => g.Bytes);
        Assert.Equal(all, _case.Cache.Clear());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_case.Cache.Folder));
        Assert.Equal(0, _case.Cache.Clear());
    }

    [Fact]
    public void RefusesWhatIsNoFolderAndNoLimit()
    {
        Assert.Throws<ArgumentException>(() => new GraphCache(" "));
        Assert.Throws<ArgumentOutOfRangeException>(() => _case.Cache with { MaxBytes = 0 });
    }

    public void Dispose() => _case.Dispose();
}
