using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Tests;

/// <summary>One pipeline, several threads; cancelling; disposing while it runs.</summary>
public sealed class ConcurrencyTests(EmojiFixture emoji)
{
    private static GenerationRequest Request(int seed) =>
        new("a red apple") { Steps = 4, Seed = seed, Scheduler = Schedulers.EulerAncestralDiscrete() };

    [Fact]
    public void Generate_OnManyThreads_EqualsAlone()
    {
        byte[][] alone = [.. Enumerable.Range(0, 6).Select(seed => Pixels(emoji.Pipeline, Request(seed)))];
        byte[][] together = new byte[6][];
        Parallel.For(
            0,
            6,
            new ParallelOptions { MaxDegreeOfParallelism = 6 },
            seed => together[seed] = Pixels(emoji.Pipeline, Request(seed)));
        Assert.Equal(alone, together);
    }

    [Fact]
    public async Task GenerateAsync_EqualsGenerate()
    {
        GenerationResult result = await emoji.Pipeline.GenerateAsync(Request(3));
        Assert.Equal(Pixels(emoji.Pipeline, Request(3)), result.Images[0].Pixels.ToArray());
    }

    [Fact]
    public void Generate_Cancelled_StopsAndThenGivesTheSameAgain()
    {
        byte[] before = Pixels(emoji.Pipeline, Request(1));
        using CancellationTokenSource source = new();
        int reported = 0;
        Callback progress = new(step =>
        {
            reported = step.Step;
            if (step.Step == 2) source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => emoji.Pipeline.Generate(Request(1) with { Steps = 1000 }, progress, source.Token));
        Assert.Equal(2, reported);
        Assert.Equal(before, Pixels(emoji.Pipeline, Request(1)));
    }

    [Fact]
    public async Task Generate_CancelledInsideTheGraph_StopsWithinAnOperator()
    {
        // One step on a large picture takes seconds; the token ends it long before.
        GenerationRequest large = new("a red apple") { Steps = 1, Width = 1024, Height = 1024 };
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(300));
        Task<GenerationResult> running = emoji.Pipeline.GenerateAsync(large, null, source.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Single(emoji.Pipeline.Generate(Request(1)).Images);
    }

    [Fact]
    public void Generate_AlreadyCancelled_Throws() =>
        Assert.Throws<OperationCanceledException>(() => emoji.Pipeline.Generate(Request(1), null, new CancellationToken(canceled: true)));

    [Fact]
    public async Task Dispose_WhileRunning_WaitsAndThenRefuses()
    {
        LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline();
        using ManualResetEventSlim started = new();
        Callback progress = new(_ => started.Set());
        Task<GenerationResult> running = pipeline.GenerateAsync(Request(5) with { Steps = 8 }, progress);
        Assert.True(started.Wait(TimeSpan.FromMinutes(1)));
        pipeline.Dispose();
        Assert.Single((await running.WaitAsync(TimeSpan.FromSeconds(5))).Images);
        pipeline.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pipeline.Generate("x"));
    }

    private static byte[] Pixels(LatentDiffusionPipeline pipeline, GenerationRequest request) =>
        pipeline.Generate(request).Images[0].Pixels.ToArray();

    /// <summary>Reports on the generating thread, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Callback(Action<GenerationStep> report) : IProgress<GenerationStep>
    {
        public void Report(GenerationStep value) => report(value);
    }
}
