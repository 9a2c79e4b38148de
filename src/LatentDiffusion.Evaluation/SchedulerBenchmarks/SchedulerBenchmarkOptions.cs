namespace LatentDiffusion.Evaluation;

/// <summary>What a benchmark of schedulers runs.</summary>
public sealed record SchedulerBenchmarkOptions
{
    /// <summary>The prompts, at least one; one picture of each is drawn.</summary>
    public required IReadOnlyList<string> Prompts { get; init; }

    /// <summary>Names of schedulers (<see cref="LatentDiffusion.Schedulers.Names"/>), at least one.</summary>
    public IReadOnlyList<string> Schedulers { get; init; } =
        ["euler", "euler a", "heun", "dpm2", "dpm++ 2m", "dpm++ 2s", "deis", "unipc", "ddim", "lms"];

    /// <summary>Numbers of steps, at least one, each at least 1.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [4, 8, 16, 32];

    /// <summary>Name of the scheduler of the converged reference.</summary>
    public string Reference { get; init; } = "dpm++ 2m";

    /// <summary>Its steps, at least 2; half as many tell how far it has converged.</summary>
    public int ReferenceSteps { get; init; } = 200;

    /// <summary>Seed of the first prompt's picture; the next ones have the next seeds. 0 unless set.</summary>
    public long Seed { get; init; }

    /// <summary>Everything else about the pictures: sizes, guidance. Prompt, seed, steps and scheduler in it count for nothing.</summary>
    public GenerationRequest? Template { get; init; }

    /// <summary>The network that <see cref="Metrics"/> use; null for no such metrics.</summary>
    public FeatureNetwork? Network { get; init; }

    /// <summary>Features of real pictures by that network; null where the metrics need none.</summary>
    public FeatureSet? Real { get; init; }

    /// <summary>Metrics of each set of pictures.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>A folder in which all pictures are saved, one folder for each run; null, the default, for none.</summary>
    public string? PictureFolder { get; init; }

    /// <summary>Fails for values out of range.</summary>
    internal void Validate()
    {
        if (Prompts.Count == 0) throw new ArgumentException("A benchmark needs at least one prompt.", nameof(Prompts));
        if (Schedulers.Count == 0) throw new ArgumentException("A benchmark needs at least one scheduler.", nameof(Schedulers));
        if (Steps.Count == 0) throw new ArgumentException("A benchmark needs at least one number of steps.", nameof(Steps));
        foreach (int steps in Steps) ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1, nameof(Steps));
        ArgumentOutOfRangeException.ThrowIfLessThan(ReferenceSteps, 2);
        foreach (string name in Schedulers.Append(Reference)) LatentDiffusion.Schedulers.FromName(name);
        if (Metrics.Count > 0 && Network is null) throw new ArgumentException("Metrics need a network.", nameof(Metrics));
        foreach (Metric metric in Metrics) Validate(metric);
    }

    /// <summary>Fails for what the metric itself would refuse only after everything was drawn.</summary>
    private void Validate(Metric metric)
    {
        long least = metric.LeastCount(new MetricOptions());
        if (Prompts.Count < least)
            throw new ArgumentException(
                FormattableString.Invariant($"{metric.Name} needs at least {least} pictures, one for each prompt; ")
                + FormattableString.Invariant($"there are {Prompts.Count} prompts."), nameof(Prompts));
        if (metric.NeedsReal && Real is null)
            throw new ArgumentException($"{metric.Name} compares with real pictures; give their features.", nameof(Real));
    }
}
