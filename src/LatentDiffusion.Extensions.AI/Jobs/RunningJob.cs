using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace LatentDiffusion.Extensions.AI;

/// <summary>A job from the moment when it leaves the queue. It ends once, whoever ends it first.</summary>
internal sealed class RunningJob
{
    private readonly ILogger _logger;
    private readonly Activity? _activity;
    private readonly Action<GenerationJob> _left;
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _ended;

    /// <summary>Begins to run.</summary>
    /// <param name="job">The job.</param>
    /// <param name="logger">Told how it ends.</param>
    /// <param name="left">Called with its end.</param>
    public RunningJob(GenerationJob job, ILogger logger, Action<GenerationJob> left)
    {
        (Job, _logger, _left) = (job, logger, left);
        job.Begin();
        _activity = LatentDiffusionTelemetry.Start(job);
    }

    /// <summary>The job.</summary>
    public GenerationJob Job { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _ended != 0;

    /// <summary>Ends with pictures.</summary>
    public void Complete(GenerationResult result)
    {
        if (Stop(error: null) is not { } drawing) return;
        Log.Completed(_logger, Job.Id, Job.Model, result.Images.Count, drawing.TotalSeconds, Job.Waited.TotalSeconds);
        Job.Complete(result);
    }

    /// <summary>Ends without.</summary>
    public void Fail(Exception error)
    {
        if (Stop(error) is null) return;
        if (error is OperationCanceledException) Log.Cancelled(_logger, Job.Id);
        else if (error is ArgumentException or PromptFormatException) Log.Refused(_logger, Job.Id, Job.Model, error.Message);
        else Log.Failed(_logger, Job.Id, Job.Model, error);
        Job.Fail(error);
    }

    private TimeSpan? Stop(Exception? error)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return null;
        TimeSpan drawing = Stopwatch.GetElapsedTime(_began);
        LatentDiffusionTelemetry.Stop(_activity, Job, drawing, error);
        _left(Job);
        return drawing;
    }
}
