namespace LatentDiffusion.Extensions.AI.Tests;

public sealed class PoolTests
{
    private static readonly GenerationRequest Apple = new("a red apple") { Seed = 1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_AreDrawnInOrderWithPositions()
    {
        using Gate gate = new();
        await using App app = new(null, b => b.AddModel("emoji", gate.Load));
        GenerationJob[] jobs = await FillAsync(app, 4);
        Assert.Equal([0, 0, 1, 2], jobs.Select(j => j.Status.Position));
        Assert.Equal(JobState.Running, jobs[0].Status.State);
        Assert.Equal(jobs[1..], app.Pool.Waiting);

        List<int> ended = [];
        Task[] ends = [.. jobs.Select((j, k) => j.Completion.ContinueWith(
            _ => { lock (ended) ended.Add(k); }, TaskContinuationOptions.ExecuteSynchronously))];
        gate.Open();
        await Task.WhenAll(ends).WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.All(jobs, j => Assert.Equal(JobState.Completed, j.Status.State));
        Assert.Empty(app.Pool.Waiting);
        Assert.True(jobs[3].Waited >= jobs[1].Waited);
    }

    /// <summary>Who keeps jobs that are done would keep all pictures that were sent, too.</summary>
    [Fact]
    public async Task JobThatIsDone_LetsGoOfThePicturesThatItBrought()
    {
        using Gate gate = new();
        await using App app = new(null, b => b.AddModel("emoji", gate.Load));
        RgbImage picture = new(32, 32, [.. Enumerable.Repeat((byte)255, 3 * 32 * 32)]); // as a mask: all is drawn anew
        GenerationRequest request = Apple with
        {
            Image = new ImageInput(picture) { Strength = 0.5 }, Inpainting = new Inpainting(picture), Width = 32, Height = 32,
        };
        GenerationJob drawn = app.Pool.Enqueue(request), cancelled = app.Pool.Enqueue(request);
        Assert.Equal(picture, drawn.Request.Image!.Picture);
        cancelled.Cancel();
        gate.Open();
        await drawn.Completion.WaitAsync(TimeSpan.FromSeconds(60), Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Completion);
        Assert.All([drawn, cancelled], job =>
        {
            Assert.Null(job.Request.Image!.Picture);
            Assert.Null(job.Request.Inpainting);
            Assert.Equal((0.5, "a red apple"), (job.Request.Image.Strength, job.Request.Prompt));
        });
    }

    [Fact]
    public async Task Services_DisposedWithoutWaiting_EndWhatRuns()
    {
        using Gate gate = new();
        await using App app = new(null, b => b.AddModel("emoji", gate.Load));
        GenerationJob[] jobs = await FillAsync(app, 2);
        gate.Open();
        app.Services.Dispose();
        Assert.All(jobs, j => Assert.True(j.Completion.IsCompleted));
    }

    [Fact]
    public async Task FullQueue_RefusesOrWaits()
    {
        using Gate gate = new();
        await using App app = new(o => o.QueueCapacity = 2, b => b.AddModel("emoji", gate.Load));
        GenerationJob[] jobs = await FillAsync(app, 3);
        QueueFullException full = Assert.Throws<QueueFullException>(() => app.Pool.Enqueue(Apple));
        Assert.Equal(2, full.Capacity);

        Task<GenerationJob> waits = app.Pool.EnqueueAsync(Apple, cancellationToken: Token);
        await Task.Delay(50, Token);
        Assert.False(waits.IsCompleted);
        jobs[1].Cancel(); // frees its place at once, though the model is busy
        GenerationJob entered = await waits.WaitAsync(TimeSpan.FromSeconds(10), Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => jobs[1].Completion);
        Assert.Equal(JobState.Cancelled, jobs[1].Status.State);
        Assert.Equal([jobs[2], entered], app.Pool.Waiting);
        gate.Open();
        Assert.Single((await entered.Completion.WaitAsync(TimeSpan.FromSeconds(60), Token)).Images);
    }

    [Fact]
    public async Task WaitingForRoom_CanBeCancelled()
    {
        using Gate gate = new();
        await using App app = new(o => o.QueueCapacity = 1, b => b.AddModel("emoji", gate.Load));
        await FillAsync(app, 2);
        using CancellationTokenSource cancellation = new();
        Task<GenerationResult> waits = app.Pool.GenerateAsync(Apple, null, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        gate.Open();
    }

    [Fact]
    public async Task Running_IsCancelledWithinOneStep()
    {
        await using App app = new();
        GenerationJob job = app.Pool.Enqueue(Apple with { Steps = 500 });
        int before = await StepsAsync(job);
        job.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.Completion.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.InRange(job.Status.Step!.Value.Step, before, before + 1);
        Assert.Equal(JobState.Cancelled, job.Status.State);
        Assert.Single((await app.Pool.GenerateAsync(Apple, cancellationToken: Token)).Images);
    }

    [Fact]
    public async Task Watch_TellsStepsPreviewsAndTheEnd()
    {
        await using App app = new();
        GenerationJob job = app.Pool.Enqueue(Apple with { Steps = 4, PreviewInterval = 2 });
        List<JobStatus> seen = [];
        await foreach (JobStatus status in job.WatchAsync(Token)) seen.Add(status);
        Assert.Equal(JobState.Completed, seen[^1].State);
        Assert.Equal(1, seen[^1].Progress);
        Assert.Equal(256, Assert.Single(seen[^1].Step!.Value.Preview!).Width);
        Assert.Equal(seen.Select(s => s.Progress).Order(), seen.Select(s => s.Progress));
    }

    [Fact]
    public async Task Preview_ComesOnlyWhereItIsAskedFor()
    {
        await using App app = new();
        GenerationJob job = app.Pool.Enqueue(Apple with { Steps = 20 });
        List<int> shown = [];
        IReadOnlyList<RgbImage>? last = null;
        await foreach (JobStatus status in job.WatchAsync(Token))
        {
            if (status.Step is not { } step) continue;
            if (step.Step >= 8 && !status.IsFinal) job.RequestPreview();
            if (step.Preview is not null && !ReferenceEquals(step.Preview, last)) shown.Add(step.Step);
            last = step.Preview;
        }

        Assert.InRange(shown.Count, 1, 3); // of 12 steps, a fifth of 20 apart
        Assert.InRange(shown[0], 9, 20);
        GenerationJob unseen = app.Pool.Enqueue(Apple with { Steps = 2 });
        await unseen.Completion;
        Assert.Null(unseen.Status.Step!.Value.Preview);
    }

    [Fact]
    public async Task Interrupt_LeavesWhatThereIs()
    {
        await using App app = new();
        GenerationJob job = app.Pool.Enqueue(Apple with { Steps = 500 });
        int before = await StepsAsync(job);
        job.Interrupt();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.Completion.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.InRange(job.Status.Step!.Value.Step, before, before + 2);
        Assert.Equal(256, Assert.Single(job.Status.Step!.Value.Preview!).Width);
        GenerationJob running = app.Pool.Enqueue(Apple with { Steps = 500 }), waiting = app.Pool.Enqueue(Apple);
        waiting.Interrupt();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Completion.WaitAsync(TimeSpan.FromSeconds(30), Token));
        running.Cancel();
    }

    [Fact]
    public async Task BadRequest_FailsItsJobOnly()
    {
        await using App app = new();
        GenerationJob bad = app.Pool.Enqueue(Apple with { Width = 63 }), good = app.Pool.Enqueue(Apple);
        ArgumentException error = await Assert.ThrowsAnyAsync<ArgumentException>(() => bad.Completion);
        Assert.Contains("Width is 63", error.Message, StringComparison.Ordinal);
        Assert.Equal(JobState.Failed, bad.Status.State);
        Assert.Single((await good.Completion).Images);
    }

    [Fact]
    public async Task Dispose_CancelsWhatWaitsAndRuns()
    {
        App app = new();
        GenerationJob[] jobs = [.. Enumerable.Range(0, 3).Select(_ => app.Pool.Enqueue(Apple with { Steps = 500 }))];
        await app.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.All(jobs, j => Assert.Equal(JobState.Cancelled, j.Status.State));
    }

    [Fact]
    public async Task ManyAtOnce_LoseNothing()
    {
        await using App app = new(o => (o.Concurrency, o.QueueCapacity) = (2, 4));
        GenerationRequest request = new("a dog face") { Width = 32, Height = 32, Steps = 1 };
        Task<GenerationResult>[] all = [.. Enumerable.Range(0, 24).Select(
            k => Task.Run(() => app.Pool.GenerateAsync(request with { Seed = k }, cancellationToken: Token)))];
        GenerationResult[] results = await Task.WhenAll(all);
        Assert.Equal(Enumerable.Range(0, 24).Select(k => (long)k), results.Select(r => r.Images[0].Seed));
        Assert.Equal((0, 0), (app.Pool.Waiting.Count, app.Pool.Running.Count));
    }

    /// <summary>How many steps a job has taken, at least two.</summary>
    private static async Task<int> StepsAsync(GenerationJob job)
    {
        await foreach (JobStatus status in job.WatchAsync(Token))
            if (status.Step is { Step: >= 2 }) break;
        return job.Status.Step!.Value.Step;
    }

    /// <summary>Enqueues so many, and waits until the first has left the queue.</summary>
    private static async Task<GenerationJob[]> FillAsync(App app, int count)
    {
        GenerationJob first = app.Pool.Enqueue(Apple);
        await foreach (JobStatus status in first.WatchAsync(Token))
            if (status.State == JobState.Running) break;
        return [first, .. Enumerable.Range(2, count - 1).Select(seed => app.Pool.Enqueue(Apple with { Seed = seed }))];
    }
}
