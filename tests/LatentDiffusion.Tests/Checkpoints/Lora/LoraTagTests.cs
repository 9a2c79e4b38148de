namespace LatentDiffusion.Tests;

/// <summary>Adapters named in prompts.</summary>
public sealed class LoraTagTests : IDisposable
{
    private const string Prompt = "a photo of a red cat";
    private readonly TemporaryFolder _folder = new();

    public LoraTagTests()
    {
        Copy("kohya_locon", "style");
        Copy("loha", "sub/other");
        Copy("kohya_xl", "xl");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("checkpoints")]
    [InlineData("tiny")]
    public void Generate_WithTags_IsLikeLoadLora_AndWithoutThemAsBefore(string kind)
    {
        using LatentDiffusionPipeline tagged = Load(kind), loaded = Load(kind);
        float[] before = Draw(loaded);
        loaded.LoadLora(Adapter("style"), 0.8);
        float[] one = Draw(loaded);
        loaded.LoadLora(Adapter("sub/other"), 0.1);
        float[] two = Draw(loaded);
        Assert.Equal(before, Draw(tagged));
        Assert.Equal(two, Draw(tagged, "<lora:style:0.8><lora:other:0.1>"));
        Assert.Equal(one, Draw(tagged, "<lora:style:0.8>"));
        Assert.Empty(tagged.Loras);
        Assert.Equal(before, Draw(tagged));
        Assert.Equal(3, new[] { before, one, two }.Distinct(new Latents()).Count());
    }

    [Fact]
    public void Generate_WithTags_AddsToLoadedAdapters()
    {
        using LatentDiffusionPipeline tagged = Load(), loaded = Load();
        tagged.LoadLora(LoraCase.Adapter("lokr"), 0.2);
        loaded.LoadLora(LoraCase.Adapter("lokr"), 0.2);
        float[] before = Draw(loaded);
        loaded.LoadLora(Adapter("style"));
        Assert.Equal(Draw(loaded), Draw(tagged, "<lora:style>"));
        Assert.Equal([KeyValuePair.Create("lokr", 0.2)], tagged.Loras);
        Assert.Equal(before, Draw(tagged));
        tagged.UnloadLora("lokr");
        loaded.UnloadLora("lokr");
        Assert.Equal(Draw(loaded), Draw(tagged, "<lora:style>"));
    }

    [Fact]
    public void Generate_ScalesOfTextEncoderAndDenoiser_AreTheirs()
    {
        using LatentDiffusionPipeline pipeline = Load();
        Copy("kohya_locon", "text", key => key.StartsWith("lora_te", StringComparison.Ordinal));
        Copy("kohya_locon", "unet", key => key.StartsWith("lora_unet", StringComparison.Ordinal));
        Assert.Equal(Draw(pipeline, "<lora:text:0.5><lora:unet:0.8>"), Draw(pipeline, "<lora:style:0.5:0.8>"));
        Assert.Equal(Draw(pipeline, "<lora:unet:0.8>"), Draw(pipeline, "<lora:style:te=0:unet=0.8>"));
    }

    [Fact]
    public void Generate_SameTagsAgain_LoadsNothing_AndOnlyWhatATagTouchesIsLoaded()
    {
        int sessions = 0;
        using LatentDiffusionPipeline pipeline = Load(options: o => o with { ConfigureSession = _ => Interlocked.Increment(ref sessions) });
        Copy("kohya_locon", "unet", key => key.StartsWith("lora_unet", StringComparison.Ordinal));
        Assert.Equal(2, SessionsFor("<lora:style>"));
        Assert.Equal(0, SessionsFor("<lora:style:1.0>"));
        Assert.Equal(1, SessionsFor("<lora:style><lora:unet:0.5>"));
        Assert.Equal(1, SessionsFor("<lora:style:1:0.5>"));
        Assert.Equal(2, SessionsFor(""));
        Assert.Equal(0, SessionsFor(""));

        int SessionsFor(string tags)
        {
            int before = sessions;
            Draw(pipeline, tags);
            return sessions - before;
        }
    }

    [Fact]
    public void Generate_FileThatWasReplaced_IsReadAnew()
    {
        using LatentDiffusionPipeline pipeline = Load();
        float[] before = Draw(pipeline, "<lora:style>");
        Copy("lokr", "style");
        File.SetLastWriteTimeUtc(Adapter("style"), DateTime.UtcNow.AddMinutes(1));
        float[] after = Draw(pipeline, "<lora:style>");
        Assert.NotEqual(before, after);
        using LatentDiffusionPipeline loaded = Load();
        loaded.LoadLora(LoraCase.Adapter("lokr"));
        Assert.Equal(Draw(loaded), after);
    }

    [Fact]
    public async Task Generate_DifferentTagsAtTheSameTime_AreEachAsAlone()
    {
        string[] tags = ["", "<lora:style:0.8>", "<lora:other:0.1>", "<lora:style:0.8><lora:other:0.1>"];
        using LatentDiffusionPipeline pipeline = Load();
        float[][] alone = [.. tags.Select(t => Draw(pipeline, t))];
        await Task.WhenAll(Enumerable.Range(0, 6).Select(thread => Task.Run(() =>
        {
            Random random = new(thread);
            for (int i = 0; i < 6; i++)
            {
                int which = random.Next(tags.Length + 1);
                if (which == tags.Length) Assert.Throws<ModelFormatException>(() => Draw(pipeline, "<lora:xl>"));
                else Assert.Equal(alone[which], Draw(pipeline, tags[which]));
            }
        }))).WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Generate_CancelledWhileWaitingForOtherTags_LeavesThePipelineAsItWas()
    {
        using LatentDiffusionPipeline pipeline = Load();
        float[] before = Draw(pipeline), with = Draw(pipeline, "<lora:style>");
        using ManualResetEventSlim started = new(), go = new();
        Progress held = new(() =>
        {
            started.Set();
            Assert.True(go.Wait(TimeSpan.FromMinutes(1)));
        });
        Task<GenerationResult> running = Task.Run(() => pipeline.Generate(Request(""), held));
        Assert.True(started.Wait(TimeSpan.FromMinutes(1)));
        using CancellationTokenSource source = new();
        Task<GenerationResult> waiting = pipeline.GenerateAsync(Request("<lora:style>"), null, source.Token);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting.WaitAsync(TimeSpan.FromMilliseconds(300)));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.False(running.IsCompleted);
        go.Set();
        Assert.Equal(before, (await running).Latents.ToArray());
        Assert.Equal(with, Draw(pipeline, "<lora:style>"));
    }

    [Theory]
    [InlineData("<lora:absent>", "there are: style, sub/other, xl")]
    [InlineData("<lora:STYL>", "'STYL'")]
    [InlineData("<lora:../style>", "'../style'")]
    public void Generate_UnknownName_ListsTheOthers(string tag, string message)
    {
        using LatentDiffusionPipeline pipeline = Load();
        float[] before = Draw(pipeline);
        AssertRefused<ArgumentException>(pipeline, tag, message);
        Assert.Equal(before, Draw(pipeline));
    }

    [Fact]
    public void Generate_OutputNameAndOtherLetters_FindWhereOnlyOneFits()
    {
        Write("lokr", "v2-final", new Dictionary<string, string> { ["ss_output_name"] = "My Character" });
        Write("lokr", "twin1", new Dictionary<string, string> { ["ss_output_name"] = "twin" });
        Write("lokr", "twin2", new Dictionary<string, string> { ["ss_output_name"] = "TWIN" });
        Copy("loha", "Style"); // beside style
        using LatentDiffusionPipeline pipeline = Load();
        float[] named = Draw(pipeline, "<lora:v2-final>");
        Assert.Equal(named, Draw(pipeline, "<lora:My Character>"));
        Assert.Equal(named, Draw(pipeline, "<lora:my character>"));
        Assert.Equal(named, Draw(pipeline, "<lora:V2-FINAL>"));
        Assert.Equal(Draw(pipeline, "<lora:sub/other>"), Draw(pipeline, "<lora:OTHER>"));
        Assert.NotEqual(Draw(pipeline, "<lora:Style:0.3>"), Draw(pipeline, "<lora:style:0.3>"));
        Assert.Equal(Draw(pipeline, "<lora:twin1>"), Draw(pipeline, "<lora:twin>"));
        AssertRefused<ArgumentException>(pipeline, "<lora:STYLE>", "Style, style");
        AssertRefused<ArgumentException>(pipeline, "<lora:Twin>", "twin1, twin2");
    }

    [Fact]
    public void Generate_NameThatSeveralFilesHave_NeedsTheFolder()
    {
        Copy("lokr", "deep/er/other");
        using LatentDiffusionPipeline pipeline = Load();
        AssertRefused<ArgumentException>(pipeline, "<lora:other>", "deep/er/other, sub/other");
        Assert.NotEqual(Draw(pipeline, "<lora:er/other>"), Draw(pipeline, "<lora:sub/other>"));
    }

    [Fact]
    public void Generate_AdapterThatDoesNotFitOrIsBroken_ChangesNothing()
    {
        File.WriteAllBytes(Adapter("broken"), [1, 2, 3]);
        using LatentDiffusionPipeline pipeline = Load();
        float[] with = Draw(pipeline, "<lora:style>");
        AssertRefused<ModelFormatException>(pipeline, "<lora:style><lora:xl>", "not an adapter for this model");
        AssertRefused<ModelFormatException>(pipeline, "<lora:style><lora:broken>", "broken.safetensors");
        Assert.Equal(with, Draw(pipeline, "<lora:style>"));
    }

    [Fact]
    public void Generate_WithoutAFolder_TakesATagForText_OrRefusesIt()
    {
        using LatentDiffusionPipeline pipeline = LoraCase.Load(), other = Load();
        Assert.NotEqual(Draw(pipeline), Draw(pipeline, " <lora:style>"));
        GenerationRequest weighted = Request("<lora:style>") with { PromptSyntax = PromptSyntax.Weighted };
        ArgumentException error = Assert.Throws<ArgumentException>(() => pipeline.Generate(weighted));
        Assert.Contains("LoraFolder", error.Message, StringComparison.Ordinal);
        // In a negative prompt it is text everywhere.
        GenerationRequest negative = Request("") with { NegativePrompt = "<lora:style>" };
        Assert.Equal(pipeline.Generate(negative).Latents.ToArray(), other.Generate(negative).Latents.ToArray());
    }

    [Fact]
    public void Generate_WeightedPromptWithTags_ReadsTheRest_AndThePictureTellsAll()
    {
        using LatentDiffusionPipeline pipeline = Load();
        GenerationRequest request = Request("<lora:style:0.8>") with { PromptSyntax = PromptSyntax.Weighted };
        GenerationResult result = pipeline.Generate(request);
        GenerationResult hires = pipeline.Generate(request with { Hires = new HiresFix { Scale = 1 } });
        Assert.Equal(request.Prompt, result.Images[0].Parameters.Prompt);
        Assert.Equal(request.Prompt, hires.Images[0].Parameters.Prompt);
        pipeline.LoadLora(Adapter("style"), 0.8);
        Assert.Equal(pipeline.Generate(request with { Prompt = Prompt }).Latents.ToArray(), result.Latents.ToArray());
    }

    [Fact]
    public void Load_FolderThatIsNotThere_IsRefused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Load(options: o => o with { LoraFolder = "nowhere" }));
        Assert.Contains("LoraFolder is 'nowhere'", error.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused<T>(LatentDiffusionPipeline pipeline, string tags, string message)
        where T : Exception =>
        Assert.Contains(message, Assert.Throws<T>(() => Draw(pipeline, tags)).Message, StringComparison.Ordinal);

    private static GenerationRequest Request(string tags) =>
        new(Prompt + tags) { Steps = 2, GuidanceScale = 3, Height = 64, Width = 64, Seed = 0 };

    private static float[] Draw(LatentDiffusionPipeline pipeline, string tags = "") => pipeline.Generate(Request(tags)).Latents.ToArray();

    private LatentDiffusionPipeline Load(string kind = "checkpoints", Func<PipelineOptions, PipelineOptions>? options = null)
    {
        string templates = ReferenceFiles.Path("checkpoints", "templates");
        PipelineOptions with = new() { Templates = templates, Threads = 1, LoraFolder = _folder.Path };
        return LatentDiffusionPipeline.Load(ReferenceFiles.Path(kind, "stable_diffusion"), options?.Invoke(with) ?? with);
    }

    private string Adapter(string name) => _folder[$"{name}.safetensors"];

    private void Copy(string from, string to, Func<string, bool>? which = null) => Write(from, to, null, which);

    private void Write(string from, string to, IReadOnlyDictionary<string, string>? metadata, Func<string, bool>? which = null)
    {
        SafetensorsFile file = new(LoraCase.Adapter(from));
        Directory.CreateDirectory(Path.GetDirectoryName(Adapter(to))!);
        IEnumerable<FileTensor> tensors = file.Names.Where(which ?? (_ => true)).Select(
            key => new FileTensor(key, file.Values<float>(key).ToArray(), file.Shape(key).Select(side => (int)side).ToArray()));
        File.WriteAllBytes(Adapter(to), SafetensorsBytes.Of(tensors, metadata));
    }

    private sealed class Latents : IEqualityComparer<float[]>
    {
        public bool Equals(float[]? x, float[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(float[] latents) => latents.Length;
    }

    /// <summary>Reports on the generating thread.</summary>
    private sealed class Progress(Action report) : IProgress<GenerationStep>
    {
        public void Report(GenerationStep value) => report();
    }
}
