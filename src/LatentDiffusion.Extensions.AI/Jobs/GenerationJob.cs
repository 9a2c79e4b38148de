using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LatentDiffusion.Extensions.AI;

/// <summary>A generation that waits, runs, or is done. Safe for use by several threads at once.</summary>
public sealed class GenerationJob
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource<GenerationResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _created = Stopwatch.GetTimestamp();
    private readonly Func<GenerationRequest, ModelTraits, GenerationRequest>? _fit;
    private readonly PreviewWish _wish = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes a job.</summary>
    internal GenerationJob(GenerationRequest request, string model, Func<GenerationRequest, ModelTraits, GenerationRequest>? fit) =>
        (Request, Model, _fit, Parent) = (request, model, fit, Activity.Current?.Context ?? default);

    /// <summary>A name that no other job has and that cannot be guessed.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>
    /// What is drawn. Once the job is done, without the pictures that it brought (to start from, of masks and ControlNets), so that who keeps
    /// a job does not keep them.
    /// </summary>
    public GenerationRequest Request { get; private set; }

    /// <summary>Name of the model.</summary>
    public string Model { get; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset Created { get; } = DateTimeOffset.UtcNow;

    /// <summary>Time in the queue, as far as it is known.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>How far it is.</summary>
    public JobStatus Status { get; private set; } = new(JobState.Waiting, 0, null);

    /// <summary>The pictures. Fails with what the generation fails with, and is cancelled with it.</summary>
    public Task<GenerationResult> Completion => _completion.Task;

    /// <summary>The span that it belongs to.</summary>
    internal ActivityContext Parent { get; }

    /// <summary>Cancelled with the job.</summary>
    internal CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Takes it out of the queue, or stops it within one operator of the model. Without effect where it is done.</summary>
    public void Cancel() => _cancellation.Cancel();

    /// <summary>Whether <see cref="Interrupt"/> was called.</summary>
    public bool IsInterrupted => _wish.IsLast;

    /// <summary>
    /// Ends it after a step that is decoded, so that <see cref="Status"/> keeps a preview of how far it came; at once where no step was
    /// taken yet, and without a preview where the pipeline withholds them (<see cref="IImageStage.WithholdsPreviews"/>). The job is
    /// cancelled then, unless all its steps were taken.
    /// </summary>
    public void Interrupt()
    {
        _wish.MakeLast();
        if (Status.Step is null) Cancel();
    }

    /// <summary>
    /// Asks for a preview of a step to come. It comes with the next one, or later where the last preview is less than a fifth of the steps
    /// old: one who asks all the time costs five decodings, like <see cref="GenerationRequest.PreviewInterval"/> at a fifth.
    /// </summary>
    public void RequestPreview() => _wish.Make();

    /// <summary>The status now and whenever it changes, until it is final. A slow reader sees the newest, not each.</summary>
    /// <param name="cancellationToken">Ends the watching, not the job.</param>
    public async IAsyncEnumerable<JobStatus> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        JobStatus? last = null;
        while (last is not { IsFinal: true })
        {
            Task changed;
            JobStatus status;
            lock (_lock) (changed, status) = (_changed.Task, Status);
            if (status != last) yield return status;
            last = status;
            if (!status.IsFinal) await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells how many are before it.</summary>
    internal void MoveTo(int position) => Change(status => status with { Position = position });

    /// <summary>Begins to run.</summary>
    internal void Begin()
    {
        Waited = Stopwatch.GetElapsedTime(_created);
        Change(status => status with { State = JobState.Running, Position = 0 });
    }

    /// <summary>Whether the step after the one that was reported last is to be decoded.</summary>
    internal bool WantsPreview => _wish.IsFor(Status.Step);

    /// <summary>Changes the request to what suits the model.</summary>
    internal void Fit(GenerationRequest fitted) => Request = fitted;

    /// <summary>The request as it suits the model.</summary>
    internal GenerationRequest Fitted(ModelTraits model) => _fit is null ? Request : _fit(Request, model);

    /// <summary>Reports a step; its preview stays until there is a newer one.</summary>
    internal void Report(GenerationStep step)
    {
        Change(status => status with { Step = step with { Preview = step.Preview ?? status.Step?.Preview } });
        if (step.Preview is null ? _wish.IsRefused : _wish.Fulfil(step)) Cancel();
    }

    /// <summary>Ends with pictures.</summary>
    internal void Complete(GenerationResult result)
    {
        if (Change(status => status with { State = JobState.Completed })) _completion.TrySetResult(result);
    }

    /// <summary>Ends without.</summary>
    /// <param name="error">Why; an <see cref="OperationCanceledException"/> where it was cancelled.</param>
    internal void Fail(Exception error)
    {
        bool cancelled = error is OperationCanceledException && Cancellation.IsCancellationRequested;
        if (!Change(status => status with { State = cancelled ? JobState.Cancelled : JobState.Failed })) return;
        if (cancelled) _completion.TrySetCanceled(Cancellation);
        else if (_completion.TrySetException(error)) _ = _completion.Task.Exception; // observed: not every job is awaited
    }

    private static GenerationRequest WithoutPictures(GenerationRequest request) => request with
    {
        Image = request.Image is null ? null : new ImageInput { Strength = request.Image.Strength },
        Inpainting = null,
        Controls = [],
        Options = request.Options is DepthToImageOptions depth ? depth with { DepthMap = null } : request.Options,
    };

    /// <summary>Changes the status; not one that is final.</summary>
    /// <returns>Whether it changed.</returns>
    private bool Change(Func<JobStatus, JobStatus> change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (Status.IsFinal) return false;
            JobStatus status = change(Status);
            if (status == Status) return false;
            Status = status;
            if (status.IsFinal) Request = WithoutPictures(Request);
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
        return true;
    }
}
