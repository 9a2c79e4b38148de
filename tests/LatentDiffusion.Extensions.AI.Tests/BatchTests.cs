using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Extensions.AI.Tests;

/// <summary>Requests that wait at the same time and are alike are drawn together.</summary>
public sealed class BatchTests
{
    private static readonly GenerationRequest Apple = new("a red apple") { Width = 64, Height = 64, Seed = 1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Same_AreDrawnOnceAndOvertakeNobody()
    {
        GenerationJob[] jobs = await RunAsync(maxBatch: 1, Apple, Apple with { Prompt = "a cat" }, Apple, Apple with { Seed = 2 }, Apple);
        GenerationResult[] results = await Task.WhenAll(jobs.Select(j => j.Completion));
        Assert.Same(results[0], results[2]);
        Assert.Same(results[0], results[4]);
        Assert.Equal(5 - 2, results.Distinct().Count());
        Assert.Equal(results[0].Images[0].Pixels, Alone(Apple).Pixels);
    }

    [Fact]
    public async Task NoSeed_IsNeverTheSame()
    {
        GenerationRequest any = Apple with { Seed = null };
        GenerationJob[] jobs = await RunAsync(maxBatch: 3, any, any, any);
        GenerationResult[] results = await Task.WhenAll(jobs.Select(j => j.Completion));
        Assert.Equal(3, results.Select(r => Assert.Single(r.Images).Seed).Distinct().Count());
        Assert.Equal(Alone(Apple with { Seed = results[1].Images[0].Seed }).Pixels, results[1].Images[0].Pixels);
    }

    [Fact]
    public async Task OtherSeeds_AreABatchWithThePicturesOfEach()
    {
        GenerationRequest request = Apple with
        {
            Scheduler = Schedulers.FromName("euler a"), PreviewInterval = 1, NegativePrompt = "green", GuidanceScale = 3,
        };
        GenerationRequest again = request with { Seed = 2, Scheduler = Schedulers.FromName("euler a"), Controls = new List<ControlImage>() };
        GenerationJob[] jobs = await RunAsync(
            maxBatch: 3, request with { Seed = 9 }, again, again, request with { Seed = -4 }, request with { Seed = 7 });
        GenerationResult[] results = await Task.WhenAll(jobs.Select(j => j.Completion));
        Assert.Equal([9, 2, 2, -4, 7], results.Select(r => Assert.Single(r.Images).Seed));
        Assert.Single(results[..4].Select(r => r.Elapsed).Distinct()); // one run
        Assert.NotEqual(results[0].Elapsed, results[4].Elapsed); // the batch was full
        foreach (GenerationResult result in results)
        {
            GeneratedImage expected = Alone(request with { Seed = result.Images[0].Seed });
            Assert.Equal(expected.Pixels, result.Images[0].Pixels);
            Assert.Equal(expected.Parameters.ToText(), result.Images[0].Parameters.ToText());
            Assert.Equal(results[4].Latents.Length, result.Latents.Length);
        }

        RgbImage[] previews = [.. jobs.Select(j => Assert.Single(j.Status.Step!.Value.Preview!))];
        Assert.Same(previews[1], previews[2]);
        Assert.False(previews[0].Pixels.SequenceEqual(previews[1].Pixels));
    }

    [Fact]
    public async Task Batch_EndsWhereAnotherRequestIsNext()
    {
        GenerationJob[] jobs = await RunAsync(
            maxBatch: 8, Apple, Apple with { Seed = 2 }, Apple with { Steps = 3 }, Apple with { Seed = 3 }, Apple with { Count = 2 });
        GenerationResult[] results = await Task.WhenAll(jobs.Select(j => j.Completion));
        Assert.Equal(results[0].Elapsed, results[1].Elapsed);
        Assert.Equal(4, results.Select(r => r.Elapsed).Distinct().Count());
        Assert.Equal([1, 1, 1, 1, 2], results.Select(r => r.Images.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task WhoCancels_LeavesTheOthersToIt(int second)
    {
        using Gate gate = new();
        await using App app = new(o => o.MaxBatch = 4, b => b.AddModel("emoji", gate.Load));
        GenerationRequest slow = Apple with { Steps = 300 };
        GenerationJob first = app.Pool.Enqueue(slow), other = app.Pool.Enqueue(slow with { Seed = second });
        gate.Open();
        await foreach (JobStatus status in other.WatchAsync(Token))
            if (status.Step is { Step: >= 2 }) break;
        Assert.Equal([first, other], app.Pool.Running);
        first.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Completion.WaitAsync(TimeSpan.FromSeconds(5), Token));
        Assert.False(other.Status.IsFinal);
        Assert.Equal([other], app.Pool.Running);
        other.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.Completion.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.InRange(other.Status.Step!.Value.Step, 2, 299);
        Assert.Equal((JobState.Cancelled, JobState.Cancelled), (first.Status.State, other.Status.State));
        Assert.Single((await app.Pool.GenerateAsync(Apple, cancellationToken: Token)).Images);
    }

    /// <summary>A job that is done keeps no picture to start from; the others that share the run are drawn from it all the same.</summary>
    [Fact]
    public async Task WhoCancels_LeavesTheOthersThePictureToStartFrom()
    {
        using Gate gate = new();
        await using App app = new(null, b => b.AddModel("emoji", gate.Load));
        byte[] pixels = [.. Enumerable.Range(0, 3 * 64 * 64).Select(i => (byte)(i / 48))];
        RgbImage start = new(64, 64, pixels);
        GenerationRequest request = Apple with { Image = new ImageInput(start) { Strength = 0.5 } };
        GenerationJob first = app.Pool.Enqueue(request);
        GenerationJob other = app.Pool.Enqueue(request, fit: (fitted, _) =>
        {
            first.Cancel(); // after its model was loaded, before anything is drawn
            return fitted;
        });
        gate.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Completion.WaitAsync(TimeSpan.FromSeconds(30), Token));
        GenerationResult result = await other.Completion.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal(Alone(request).Pixels, Assert.Single(result.Images).Pixels);
        Assert.Null(first.Request.Image?.Picture);
    }

    [Fact]
    public async Task RefusedPicture_IsNotTheOthersFault()
    {
        GenerationJob[] jobs = await RunAsync(
            maxBatch: 3,
            () => EmojiModel.CreatePipeline(new PipelineOptions { DefaultSteps = 2, Threads = 1, ImageStages = [new Refusal(2)] }),
            Apple, Apple with { Seed = 2 }, Apple with { Seed = 3 });
        await Assert.ThrowsAsync<ImageRefusedException>(() => jobs[1].Completion);
        foreach (GenerationJob job in (GenerationJob[])[jobs[0], jobs[2]])
        {
            GeneratedImage image = (await job.Completion).Images[0];
            Assert.Equal(Alone(job.Request).Pixels, image.Pixels);
        }
    }

    private static Task<GenerationJob[]> RunAsync(int maxBatch, params GenerationRequest[] requests) =>
        RunAsync(maxBatch, App.Load, requests);

    /// <summary>Lets requests wait together until the model is there, then draws all of them.</summary>
    private static async Task<GenerationJob[]> RunAsync(int maxBatch, Func<LatentDiffusionPipeline> load, params GenerationRequest[] requests)
    {
        using ManualResetEventSlim open = new();
        await using App app = new(o => o.MaxBatch = maxBatch, b => b.AddModel("emoji", () =>
        {
            open.Wait(TimeSpan.FromSeconds(60));
            return load();
        }));
        GenerationJob[] jobs = [.. requests.Select(request => app.Pool.Enqueue(request))];
        open.Set();
        foreach (GenerationJob job in jobs)
            await ((Task)job.Completion).WaitAsync(TimeSpan.FromSeconds(60), Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return jobs;
    }

    private static GeneratedImage Alone(GenerationRequest request)
    {
        using LatentDiffusionPipeline pipeline = App.Load();
        return pipeline.Generate(request).Images[0];
    }
}
