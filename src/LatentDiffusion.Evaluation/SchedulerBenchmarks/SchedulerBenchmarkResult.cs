namespace LatentDiffusion.Evaluation;

/// <summary>What a benchmark of schedulers gave.</summary>
public sealed class SchedulerBenchmarkResult
{
    /// <summary>Puts the front into the runs.</summary>
    internal SchedulerBenchmarkResult(
        string model, SchedulerBenchmarkOptions options, IReadOnlyList<SchedulerRun> runs, IReadOnlyList<SchedulerProblem> problems,
        double referenceError, IReadOnlyList<RgbImage> reference)
    {
        (Model, Options, Problems, ReferenceError, Reference) = (model, options, problems, referenceError, reference);
        Runs = [.. runs.Select(run => run with { IsOnFront = IsOnFront(run, runs) })];
    }

    /// <summary>Name of the model.</summary>
    public string Model { get; }

    /// <summary>What was asked for.</summary>
    public SchedulerBenchmarkOptions Options { get; }

    /// <summary>The runs, in the order of schedulers and steps that was asked for.</summary>
    public IReadOnlyList<SchedulerRun> Runs { get; }

    /// <summary>What could not be run.</summary>
    public IReadOnlyList<SchedulerProblem> Problems { get; }

    /// <summary>
    /// How far the reference itself has converged: the latent error of its scheduler with half of the steps. Errors of this size say
    /// nothing.
    /// </summary>
    public double ReferenceError { get; }

    /// <summary>The first prompts' pictures of the reference, at most four.</summary>
    public IReadOnlyList<RgbImage> Reference { get; }

    private static bool IsOnFront(SchedulerRun run, IReadOnlyList<SchedulerRun> runs) =>
        !runs.Any(other => other.Evaluations <= run.Evaluations && other.LatentError <= run.LatentError
            && (other.Evaluations, other.LatentError) != (run.Evaluations, run.LatentError));
}
