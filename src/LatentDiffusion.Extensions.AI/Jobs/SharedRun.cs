namespace LatentDiffusion.Extensions.AI;

/// <summary>
/// One run of a model for jobs that are alike: what several ask for is drawn once, and different seeds are one batch. Who cancels leaves
/// the others to it, and the last one stops it.
/// </summary>
internal sealed class SharedRun : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly List<CancellationTokenRegistration> _registrations = [];
    private readonly IReadOnlyList<RunShare> _shares;
    private int _staying;

    /// <summary>Makes a run.</summary>
    /// <param name="shares">The requests, and the jobs of each.</param>
    public SharedRun(IReadOnlyList<RunShare> shares)
    {
        _shares = shares;
        RunningJob[] all = [.. shares.SelectMany(share => share.Jobs)];
        _staying = all.Length;
        foreach (RunningJob job in all) _registrations.Add(job.Job.Cancellation.UnsafeRegister(_ => Leave(job), null));
    }

    /// <summary>Draws. A batch that fails is drawn request by request, so that what is wrong with one is not the others' fault.</summary>
    public void Draw(LatentDiffusionPipeline pipeline)
    {
        try
        {
            if (_shares.Count == 1) Alone(pipeline, _shares[0]);
            else Together(pipeline);
        }
        catch (Exception) when (_shares.Count > 1 && !_cancellation.IsCancellationRequested)
        {
            foreach (RunShare share in _shares)
                if (share.Jobs.Any(job => !job.HasEnded)) TryAlone(pipeline, share);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (CancellationTokenRegistration registration in _registrations) registration.Dispose();
        _cancellation.Dispose();
    }

    private void Together(LatentDiffusionPipeline pipeline)
    {
        long[] seeds = [.. _shares.Select(share => share.Request.Seed ?? Random.Shared.Next())];
        GenerationRequest request = _shares[0].Request with { Count = seeds.Length, Seed = seeds[0], Seeds = seeds };
        GenerationResult result = pipeline.Generate(request, new Steps(_shares), _cancellation.Token);
        for (int k = 0; k < seeds.Length; k++)
            foreach (RunningJob job in _shares[k].Jobs) job.Complete(result.Part(k));
    }

    private void Alone(LatentDiffusionPipeline pipeline, RunShare share)
    {
        GenerationResult result = pipeline.Generate(share.Request, new Steps([share]), _cancellation.Token);
        foreach (RunningJob job in share.Jobs) job.Complete(result);
    }

    private void TryAlone(LatentDiffusionPipeline pipeline, RunShare share)
    {
        try
        {
            Alone(pipeline, share);
        }
        catch (Exception error)
        {
            foreach (RunningJob job in share.Jobs) job.Fail(error);
        }
    }

    private void Leave(RunningJob job)
    {
        if (Interlocked.Decrement(ref _staying) == 0) _cancellation.Cancel();
        else job.Fail(new OperationCanceledException(job.Job.Cancellation));
    }

    /// <summary>On the generating thread, unlike <see cref="Progress{T}"/>, so that no step is told after the end.</summary>
    private sealed class Steps(IReadOnlyList<RunShare> shares) : IPreviewProgress
    {
        /// <summary>Each job is asked, also where another has a wish: it learns that its own was heard.</summary>
        public bool WantsPreview => shares.SelectMany(share => share.Jobs).Count(job => !job.HasEnded && job.Job.WantsPreview) > 0;

        public void Report(GenerationStep value)
        {
            for (int k = 0; k < shares.Count; k++)
            {
                GenerationStep own = shares.Count == 1 || value.Preview is null ? value : value with { Preview = [value.Preview[k]] };
                foreach (RunningJob job in shares[k].Jobs) job.Job.Report(own);
            }
        }
    }
}
