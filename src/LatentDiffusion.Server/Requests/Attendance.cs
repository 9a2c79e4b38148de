using LatentDiffusion.Extensions.AI;

namespace LatentDiffusion.Server;

/// <summary>
/// A client that waits for a job: when it is gone, or no longer attended to for another reason, the job is cancelled. A registration with
/// the token alone could be taken back before its turn comes, by what else ends with the token.
/// </summary>
internal sealed class Attendance : IDisposable
{
    private readonly GenerationJob _job;
    private readonly CancellationTokenRegistration _registration;

    /// <summary>Begins to wait.</summary>
    /// <param name="job">The job.</param>
    /// <param name="aborted">Cancelled when the client is gone.</param>
    public Attendance(GenerationJob job, CancellationToken aborted) =>
        (_job, _registration) = (job, aborted.UnsafeRegister(_ => job.Cancel(), null));

    /// <summary>Ends; a job that is done stays as it is.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        _job.Cancel();
    }
}
