using LatentDiffusion.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LatentDiffusion.Server;

/// <summary>The page's jobs, by their names that cannot be guessed; the oldest that are done make room.</summary>
/// <param name="options">How many are kept.</param>
internal sealed class JobShelf(IOptions<ServerOptions> options)
{
    private readonly Lock _lock = new();
    private readonly List<GenerationJob> _jobs = [];

    /// <summary>Keeps a job.</summary>
    public void Add(GenerationJob job)
    {
        lock (_lock)
        {
            _jobs.Add(job);
            while (_jobs.Count > options.Value.KeptJobs && _jobs.FindIndex(j => j.Status.IsFinal) is >= 0 and var oldest)
                _jobs.RemoveAt(oldest);
        }
    }

    /// <summary>Finds a job.</summary>
    /// <exception cref="RequestException">There is none of this name, or no more.</exception>
    public GenerationJob Find(string id)
    {
        lock (_lock)
            return _jobs.Find(j => j.Id == id) ?? throw RequestException.NotFound("There is no such job, or it is no longer kept.");
    }
}
