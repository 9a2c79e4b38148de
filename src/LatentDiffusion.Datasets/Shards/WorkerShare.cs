using System.Globalization;

namespace LatentDiffusion.Datasets;

/// <summary>Which part of the shards a worker draws: those whose number, divided by <paramref name="Count"/>, leaves its own.</summary>
/// <param name="Index">The worker's number, from 0.</param>
/// <param name="Count">The number of workers.</param>
/// <exception cref="ArgumentOutOfRangeException">There is no worker, or none of that number.</exception>
public sealed record WorkerShare(int Index, int Count)
{
    /// <summary>The number of workers, 1 or more.</summary>
    public int Count { get; init; } = Count >= 1 ? Count
        : throw new ArgumentOutOfRangeException(nameof(Count), Count, "The number of workers must be 1 or more.");

    /// <summary>The worker's number, from 0 to below <see cref="Count"/>.</summary>
    public int Index { get; init; } = Index >= 0 && Index < Count ? Index
        : throw new ArgumentOutOfRangeException(
            nameof(Index), Index, FormattableString.Invariant($"A worker's number is from 0 to below their number, which is {Count}."));

    /// <summary>One worker, which draws all.</summary>
    public static WorkerShare All { get; } = new(0, 1);

    /// <summary>Whether a shard is the worker's.</summary>
    /// <param name="shard">The shard's number.</param>
    public bool Has(long shard) => shard % Count == Index;

    /// <summary>Reads <c>i/N</c>.</summary>
    /// <param name="text">Two whole numbers: 0/8 is the first of eight.</param>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static WorkerShare Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var i, var n] && Number(i) is { } index && Number(n) is { } count && index < count
            ? new WorkerShare(index, count)
            : throw new ArgumentException($"'{text}' is not a share: it is i/N, with i from 0 to below N.", nameof(text));
    }

    /// <summary>
    /// The share that a scheduler of jobs gives this process: Kubernetes (<c>JOB_COMPLETION_INDEX</c>), Slurm
    /// (<c>SLURM_ARRAY_TASK_ID</c>, <c>_MIN</c>, <c>_STEP</c> and <c>_COUNT</c>), AWS Batch (<c>AWS_BATCH_JOB_ARRAY_INDEX</c> and
    /// <c>_SIZE</c>).
    /// </summary>
    /// <param name="workers">
    /// The number of workers, which Kubernetes does not tell; numbers count from 0 then. Null to ask the scheduler.
    /// </param>
    /// <param name="variable">Reads a variable; the environment of the process unless given.</param>
    /// <returns>The share, or null where there is no such scheduler.</returns>
    /// <exception cref="ArgumentException">A variable is not a number, out of range, or the number of workers is not known.</exception>
    public static WorkerShare? FromEnvironment(int? workers = null, Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        if (Read("JOB_COMPLETION_INDEX") is { } completion)
            return Of("JOB_COMPLETION_INDEX", completion, workers ?? Read("JOB_COMPLETIONS"));
        if (Read("AWS_BATCH_JOB_ARRAY_INDEX") is { } batch)
            return Of("AWS_BATCH_JOB_ARRAY_INDEX", batch, workers ?? Read("AWS_BATCH_JOB_ARRAY_SIZE"));
        if (Read("SLURM_ARRAY_TASK_ID") is not { } task) return null;
        if (workers is not null) return Of("SLURM_ARRAY_TASK_ID", task, workers);
        int first = Read("SLURM_ARRAY_TASK_MIN") ?? 0, step = Math.Max(1, Read("SLURM_ARRAY_TASK_STEP") ?? 1);
        return Of("SLURM_ARRAY_TASK_ID", (task - first) / step, Read("SLURM_ARRAY_TASK_COUNT"));

        int? Read(string name) => variable(name) is not { Length: > 0 } text ? null : Number(text)
            ?? throw new ArgumentException($"The variable {name} is '{text}', which is not a whole number.");

        static WorkerShare Of(string name, int index, int? count)
        {
            if (count is null) throw new ArgumentException($"{name} is set, but not of how many; say the number of workers.");
            return index >= 0 && index < count ? new WorkerShare(index, count.Value) : throw new ArgumentException(
                FormattableString.Invariant($"{name} makes this worker {index} of {count}; it must be below. Numbers count from 0."));
        }
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
