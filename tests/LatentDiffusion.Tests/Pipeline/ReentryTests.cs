using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Tests;

/// <summary>Callbacks that call the pipeline which calls them: refused at once, and nobody waits for ever.</summary>
public sealed class ReentryTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    public static TheoryData<string> Calls => ["Dispose", "LoadLora", "UnloadLora", "SetLoraScale", "Generate"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Callback_ThatCallsItsPipeline_IsRefused(string call)
    {
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline();
        Exception? direct = null, inTask = null;
        Callback progress = new(() =>
        {
            direct ??= Record.Exception(() => Call(pipeline, call));
            inTask ??= Record.Exception(() => Task.Run(() => Call(pipeline, call)).Wait(Long))?.InnerException;
        });
        await pipeline.GenerateAsync(new GenerationRequest("x") { Steps = 1 }, progress).WaitAsync(Long);
        Assert.IsType<InvalidOperationException>(direct);
        Assert.IsType<InvalidOperationException>(inTask);
        Assert.Single(pipeline.Generate(new GenerationRequest("x") { Steps = 1 }).Images);
    }

    [Fact]
    public async Task Callback_ThatOutlivesItsGeneration_MayCall()
    {
        LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline();
        using ManualResetEventSlim over = new();
        Task? later = null;
        Callback progress = new(() => later ??= Task.Run(() =>
        {
            over.Wait(Long);
            pipeline.Dispose();
        }));
        await pipeline.GenerateAsync(new GenerationRequest("x") { Steps = 1 }, progress).WaitAsync(Long);
        over.Set();
        await later!.WaitAsync(Long);
        Assert.Throws<ObjectDisposedException>(() => pipeline.Generate("x"));
    }

    [Fact]
    public async Task Stage_ThatCallsItsPipeline_IsRefused()
    {
        LatentDiffusionPipeline? pipeline = null;
        Stage stage = new(() => pipeline!.Generate("y"));
        using (pipeline = EmojiModel.CreatePipeline(new PipelineOptions { ImageStages = [stage] }))
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => pipeline.GenerateAsync(new GenerationRequest("x") { Steps = 1 }).WaitAsync(Long));
    }

    private static void Call(LatentDiffusionPipeline pipeline, string call)
    {
        switch (call)
        {
            case "Dispose": pipeline.Dispose(); break;
            case "LoadLora": pipeline.LoadLora(ReferenceFiles.Path("faults", "adapters", "alpha-u8.safetensors")); break;
            case "UnloadLora": pipeline.UnloadLora("x"); break;
            case "SetLoraScale": pipeline.SetLoraScale("x", 1); break;
            default: pipeline.Generate("x"); break;
        }
    }

    private sealed class Callback(Action report) : IProgress<GenerationStep>
    {
        public void Report(GenerationStep value) => report();
    }

    private sealed class Stage(Action action) : IImageStage
    {
        public string Name => "stage";

        public RgbImage Apply(RgbImage image, ImageStageContext context)
        {
            action();
            return image;
        }
    }
}
