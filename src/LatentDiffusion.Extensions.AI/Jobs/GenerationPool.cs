using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LatentDiffusion.Extensions.AI;

/// <summary>
/// Generations in the order in which they were asked for, so many at once as the options say. Safe for use by several threads at once.
/// </summary>
public sealed class GenerationPool : IAsyncDisposable, IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<GenerationJob> _running = [];
    private readonly ModelStore _models;
    private readonly ILogger _logger;
    private readonly JobQueue _queue;
    private readonly int _maxBatch;
    private readonly Task[] _workers;
    private bool _isClosed;

    /// <summary>Makes the pool and begins to wait for work.</summary>
    /// <param name="models">The models.</param>
    /// <param name="options">How many at once, and how many may wait.</param>
    /// <param name="logger">Told of each generation.</param>
    public GenerationPool(ModelStore models, IOptions<LatentDiffusionOptions> options, ILogger<GenerationPool> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_models, _logger) = (models, new ForgivingLogger(logger));
        (Capacity, _maxBatch) = (options.Value.QueueCapacity, options.Value.MaxBatch);
        _queue = new JobQueue(Capacity);
        _workers = [.. Enumerable.Range(0, options.Value.Concurrency).Select(_ => Task.Run(WorkAsync))];
    }

    /// <summary>How many may wait.</summary>
    public int Capacity { get; }

    /// <summary>Those that wait, in their order.</summary>
    public IReadOnlyList<GenerationJob> Waiting => _queue.Waiting;

    /// <summary>Those that run.</summary>
    public IReadOnlyList<GenerationJob> Running
    {
        get { lock (_lock) return [.. _running]; }
    }

    /// <summary>Asks for a generation; refuses it where the queue is full.</summary>
    /// <param name="request">What to draw.</param>
    /// <param name="model">Name of the model; null for the default one.</param>
    /// <param name="fit">Changes the request once the model is loaded, to what suits it. Default null: not.</param>
    /// <returns>The job, which may run already.</returns>
    /// <exception cref="QueueFullException">As many wait as may.</exception>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public GenerationJob Enqueue(
        GenerationRequest request, string? model = null, Func<GenerationRequest, ModelTraits, GenerationRequest>? fit = null)
    {
        GenerationJob job = NewJob(request, model, fit);
        if (!_queue.TryEnqueue(job)) throw new QueueFullException(Capacity);
        Log.Enqueued(_logger, job.Id, job.Model, job.Status.Position);
        return job;
    }

    /// <summary>Asks for a generation; waits until the queue has room.</summary>
    /// <param name="request">What to draw.</param>
    /// <param name="model">Name of the model; null for the default one.</param>
    /// <param name="cancellationToken">Stops waiting for room; it does not cancel the job.</param>
    /// <returns>The job, which may run already.</returns>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    public async Task<GenerationJob> EnqueueAsync(
        GenerationRequest request, string? model = null, CancellationToken cancellationToken = default)
    {
        GenerationJob job = NewJob(request, model, fit: null);
        await _queue.EnqueueAsync(job, cancellationToken).ConfigureAwait(false);
        Log.Enqueued(_logger, job.Id, job.Model, job.Status.Position);
        return job;
    }

    /// <summary>Generates pictures when it is their turn.</summary>
    /// <param name="request">What to draw.</param>
    /// <param name="model">Name of the model; null for the default one.</param>
    /// <param name="cancellationToken">Takes it out of the queue, or stops it within one operator of the model.</param>
    /// <returns>The pictures.</returns>
    /// <exception cref="ModelNotFoundException">There is no such model.</exception>
    /// <exception cref="ArgumentException">A value of the request breaks a rule; the message names both.</exception>
    /// <exception cref="LatentDiffusionException">The model cannot be loaded, or fails.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<GenerationResult> GenerateAsync(
        GenerationRequest request, string? model = null, CancellationToken cancellationToken = default)
    {
        GenerationJob job = await EnqueueAsync(request, model, cancellationToken).ConfigureAwait(false);
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_ => job.Cancel(), null);
        return await job.Completion.ConfigureAwait(false);
    }

    /// <summary>Cancels what waits and what runs, and waits for its end: for containers that are not disposed asynchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Cancels what waits and what runs, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await Task.WhenAll(_workers).ConfigureAwait(false);
    }

    /// <summary>Cancels what waits and what runs, and what is asked for later.</summary>
    internal void Stop()
    {
        _queue.Close();
        lock (_lock) _isClosed = true;
        foreach (GenerationJob job in (GenerationJob[])[.. Waiting, .. Running]) job.Cancel();
    }

    private GenerationJob NewJob(
        GenerationRequest request, string? model, Func<GenerationRequest, ModelTraits, GenerationRequest>? fit)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new GenerationJob(request, _models.Resolve(model), fit);
    }

    private async Task WorkAsync()
    {
        while (await _queue.DequeueAsync().ConfigureAwait(false) is { } job) await RunAsync(Begin(job)).ConfigureAwait(false);
    }

    private async Task RunAsync(RunningJob first)
    {
        IReadOnlyList<RunShare> shares = [];
        try
        {
            using ModelLease lease = await _models.LeaseAsync(first.Job.Model, first.Job.Cancellation).ConfigureAwait(false);
            ModelTraits model = lease.Pipeline.Traits;
            GenerationRequest request = first.Job.Fitted(model);
            first.Job.Fit(request);
            shares = Gather(first, request, model);
            using SharedRun run = new(shares);
            run.Draw(lease.Pipeline);
        }
        catch (Exception e)
        {
            // It is theirs, not the worker's.
            foreach (RunningJob job in shares.SelectMany(share => share.Jobs).Prepend(first)) job.Fail(e);
        }
    }

    /// <summary>
    /// Joins a job with those that wait for the same pictures, and, as far as a batch goes, those that are next and differ in the seed.
    /// </summary>
    private List<RunShare> Gather(RunningJob first, GenerationRequest request, ModelTraits model)
    {
        List<GenerationRequest> requests = [request];
        List<int> owners = [];
        List<GenerationJob> others = _queue.TakeWith((job, isNext) =>
        {
            if (job.Model != first.Job.Model || job.Request.Prompt != request.Prompt) return false;
            if (TryFit(job, model) is not { } fitted) return false;
            int owner = requests.FindIndex(known => Alikeness.IsSame(known, fitted));
            if (owner < 0 && (!isNext || requests.Count >= _maxBatch || !Alikeness.IsBatch(request, fitted))) return false;
            if (owner < 0) requests.Add(fitted);
            owners.Add(owner < 0 ? requests.Count - 1 : owner);
            job.Fit(fitted);
            return true;
        });
        List<List<RunningJob>> jobs = [.. requests.Select(_ => new List<RunningJob>())];
        jobs[0].Add(first);
        for (int k = 0; k < others.Count; k++) jobs[owners[k]].Add(Begin(others[k]));
        return [.. requests.Zip(jobs, (drawn, share) => new RunShare(drawn, share))];
    }

    private RunningJob Begin(GenerationJob job)
    {
        bool isClosed;
        lock (_lock)
        {
            _running.Add(job);
            isClosed = _isClosed;
        }

        if (isClosed) job.Cancel(); // it was between the queue and those that run when they were cancelled
        return new RunningJob(job, _logger, Leave);
    }

    private void Leave(GenerationJob job)
    {
        lock (_lock) _running.Remove(job);
    }

    /// <summary>The request as it suits the model; null for one that fails when it is its turn.</summary>
    private static GenerationRequest? TryFit(GenerationJob job, ModelTraits model)
    {
        try
        {
            return job.Fitted(model);
        }
        catch (Exception)
        {
            return null;
        }
    }
}
