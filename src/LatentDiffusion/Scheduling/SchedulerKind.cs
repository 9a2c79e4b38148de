namespace LatentDiffusion.Scheduling;

/// <summary>A method of the catalogue: its names, the options it knows, their defaults, and how a run of it starts.</summary>
internal sealed class SchedulerKind
{
    private readonly HashSet<SchedulerOption> _accepts;

    /// <summary>Describes a method.</summary>
    /// <param name="className">diffusers' class name.</param>
    /// <param name="accepts">The options it knows.</param>
    /// <param name="defaults">The value of every option that is not null by default.</param>
    /// <param name="start">Makes a run from a request and options that are complete.</param>
    public SchedulerKind(
        string className,
        IEnumerable<SchedulerOption> accepts,
        SchedulerOptions defaults,
        Func<ScheduleRequest, SchedulerOptions, ScheduleRun> start)
    {
        (ClassName, Defaults, Start) = (className, defaults, start);
        _accepts = [.. accepts];
    }

    /// <summary>diffusers' class name.</summary>
    public string ClassName { get; }

    /// <summary>The value of every option that is not null by default.</summary>
    public SchedulerOptions Defaults { get; }

    /// <summary>Makes a run from a request and options that are complete.</summary>
    public Func<ScheduleRequest, SchedulerOptions, ScheduleRun> Start { get; }

    /// <summary>What a model may predict for this method; an option that is not here is refused when a run starts.</summary>
    public PredictionType[] Predictions { get; init; } = [PredictionType.Epsilon, PredictionType.Sample, PredictionType.VPrediction];

    /// <summary>The beta schedules it knows.</summary>
    public BetaSchedule[] BetaSchedules { get; init; } = [BetaSchedule.Linear, BetaSchedule.ScaledLinear, BetaSchedule.SquaredCosine];

    /// <summary>The formulas it knows; empty for a method of one formula.</summary>
    public AlgorithmType[] Algorithms { get; init; } = [];

    /// <summary>Whether <see cref="ScheduleRequest.Timesteps"/> may be given.</summary>
    public bool TakesTimesteps { get; init; }

    /// <summary>Whether <see cref="ScheduleRequest.Sigmas"/> may be given.</summary>
    public bool TakesSigmas { get; init; }

    /// <summary>
    /// Whether <see cref="ScheduleRequest.Sigmas"/> are places on a ramp from the largest noise level (0) to the smallest (1), which may
    /// run either way.
    /// </summary>
    public bool SigmasAreRamp { get; init; }

    /// <summary>The options it knows.</summary>
    public IReadOnlySet<SchedulerOption> Accepts => _accepts;

    /// <summary>A scheduler of this kind.</summary>
    /// <exception cref="ArgumentException">An option that this method does not know, or a value out of its range.</exception>
    public Scheduler Create(SchedulerOptions? options = null)
    {
        options ??= SchedulerOptions.Empty;
        if (options.Set.FirstOrDefault(option => !_accepts.Contains(option)) is { } unknown)
        {
            string known = string.Join(", ", _accepts.Select(option => option.Name).Order());
            throw new ArgumentException($"{ClassName} does not know the option '{unknown}'. It knows: {known}.", nameof(options));
        }

        return options.Fault is { } fault
            ? throw new ArgumentException($"{ClassName}: {fault}", nameof(options))
            : new CatalogueScheduler(this, options);
    }

    private sealed class CatalogueScheduler(SchedulerKind kind, SchedulerOptions options) : Scheduler
    {
        private readonly string _text = $"{kind.ClassName} {options.ToJson()}";

        public override string ClassName => kind.ClassName;

        public override SchedulerOptions Options => options;

        public override ScheduleRun Start(ScheduleRequest request)
        {
            ArgumentNullException.ThrowIfNull(request);
            SchedulerOptions complete = options.Over(request.Model.Only(kind.Accepts)).Over(kind.Defaults);
            ScheduleRules.Check(kind, request, complete);
            ScheduleRun run = kind.Start(request, complete);
            ScheduleRules.CheckFinite(kind, run);
            return run;
        }

        /// <summary>Same class, same options: however they were made.</summary>
        public override bool Equals(object? other) => other is CatalogueScheduler scheduler && scheduler._text == _text;

        public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

        public override string ToString() => _text;
    }
}
