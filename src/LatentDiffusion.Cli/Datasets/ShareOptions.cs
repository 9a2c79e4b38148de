using System.CommandLine;
using LatentDiffusion.Datasets;

namespace LatentDiffusion.Cli;

/// <summary>Which part of the shards is drawn here.</summary>
internal sealed class ShareOptions
{
    private readonly Option<WorkerShare?> _share = NamedOption.Of<WorkerShare?>(
        "--shard",
        WorkerShare.Parse,
        "Part of the shards: i/N is every N-th from i on. [default: what Kubernetes, Slurm or AWS Batch give this process, else all]");

    private readonly Option<int?> _workers = NamedOption.Of(
        "--workers", NamedOption.Positive, "The number of workers, where the scheduler gives only which one this is (Kubernetes).");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_share);
        command.Add(_workers);
    }

    /// <summary>The part.</summary>
    public WorkerShare Read(ParseResult parsed)
    {
        int? workers = parsed.GetValue(_workers);
        if (workers < 1) throw new ArgumentException($"--workers is {workers}; it must be at least 1.");
        return parsed.GetValue(_share) ?? WorkerShare.FromEnvironment(workers) ?? WorkerShare.All;
    }
}
