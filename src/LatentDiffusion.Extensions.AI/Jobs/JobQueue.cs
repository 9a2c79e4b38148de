using System.Threading.Channels;

namespace LatentDiffusion.Extensions.AI;

/// <summary>First come, first served, with room for so many; those who cancel leave at once and free their place.</summary>
/// <param name="capacity">Jobs that may wait.</param>
internal sealed class JobQueue(int capacity)
{
    private readonly Lock _lock = new();
    private readonly List<GenerationJob> _jobs = [];
    private readonly SemaphoreSlim _places = new(capacity, capacity);

    // One for each job that was put in. Jobs themselves are in the list, so that one that leaves is not kept alive.
    private readonly Channel<bool> _tickets = Channel.CreateUnbounded<bool>();

    /// <summary>Those that wait, in their order.</summary>
    public IReadOnlyList<GenerationJob> Waiting
    {
        get { lock (_lock) return [.. _jobs]; }
    }

    /// <summary>Puts a job in if there is room.</summary>
    public bool TryEnqueue(GenerationJob job)
    {
        if (!_places.Wait(0)) return false;
        Put(job);
        return true;
    }

    /// <summary>Puts a job in as soon as there is room; those that wait for it are let in by their order.</summary>
    public async Task EnqueueAsync(GenerationJob job, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        Put(job);
    }

    /// <summary>The next job, or null after <see cref="Close"/>.</summary>
    public async Task<GenerationJob?> DequeueAsync()
    {
        await foreach (bool _ in _tickets.Reader.ReadAllAsync().ConfigureAwait(false))
            if (Take(index: 0) is { } job) return job;
        return null;
    }

    /// <summary>Takes further jobs out.</summary>
    /// <param name="isWanted">Whether a job is; it is also told whether all before it were.</param>
    public List<GenerationJob> TakeWith(Func<GenerationJob, bool, bool> isWanted)
    {
        List<GenerationJob> taken = [];
        lock (_lock)
        {
            bool isNext = true;
            _jobs.RemoveAll(job =>
            {
                bool wanted = isWanted(job, isNext);
                isNext &= wanted;
                if (wanted) taken.Add(job);
                return wanted;
            });
            for (int k = 0; k < _jobs.Count && taken.Count > 0; k++) _jobs[k].MoveTo(k);
        }

        if (taken.Count > 0) _places.Release(taken.Count);
        foreach (GenerationJob job in taken) LatentDiffusionTelemetry.Queue(job, -1);
        return taken;
    }

    /// <summary>Lets no more in, and gives no more out than there are.</summary>
    public void Close() => _tickets.Writer.TryComplete();

    private void Put(GenerationJob job)
    {
        lock (_lock)
        {
            job.MoveTo(_jobs.Count);
            _jobs.Add(job);
        }

        LatentDiffusionTelemetry.Queue(job, +1);
        if (!_tickets.Writer.TryWrite(true)) job.Cancel(); // closed
        job.Cancellation.Register(() => Withdraw(job));
    }

    private void Withdraw(GenerationJob job)
    {
        GenerationJob? withdrawn;
        lock (_lock) withdrawn = _jobs.IndexOf(job) is >= 0 and var index ? Take(index) : null;
        withdrawn?.Fail(new OperationCanceledException(job.Cancellation));
    }

    private GenerationJob? Take(int index)
    {
        GenerationJob job;
        lock (_lock)
        {
            if (_jobs.Count == 0) return null;
            job = _jobs[index];
            _jobs.RemoveAt(index);
            for (int k = index; k < _jobs.Count; k++) _jobs[k].MoveTo(k);
        }

        _places.Release();
        LatentDiffusionTelemetry.Queue(job, -1);
        return job;
    }
}
