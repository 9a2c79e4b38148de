namespace LatentDiffusion.Cli;

/// <summary>Draws jobs; of several, one that fails does not keep the others from being drawn.</summary>
internal static class JobRun
{
    private const int SomeFailed = 1;

    /// <summary>Draws them.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="session">The model.</param>
    /// <param name="drawn">Is given what each gave.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Exit code.</returns>
    public static int Draw(
        IReadOnlyList<DrawingJob> jobs, DrawingSession session, Action<GenerationResult> drawn, CancellationToken cancellationToken)
    {
        if (jobs.Count == 1)
        {
            drawn(session.Draw(jobs[0], cancellationToken));
            return 0;
        }

        int failed = 0;
        foreach (DrawingJob job in jobs)
        {
            try
            {
                drawn(session.Draw(job, cancellationToken));
            }
            catch (Exception e) when (session.IsLoaded && IsOfOneJob(e)) // a model that cannot be loaded would not be for the next one
            {
                failed++;
                Terminal.Error(job.Where is null ? Failures.Explain(e) : $"{job.Where}: {Failures.Explain(e)}");
            }
        }

        if (failed > 0) Terminal.Error($"{failed} of {jobs.Count} could not be drawn.");
        return failed > 0 ? SomeFailed : 0;
    }

    /// <summary>Whether the next job may do better.</summary>
    public static bool IsOfOneJob(Exception e) =>
        e is ArgumentException or LatentDiffusionException or IOException or UnauthorizedAccessException or OutOfMemoryException
        && e is not ExecutionProviderException;
}
