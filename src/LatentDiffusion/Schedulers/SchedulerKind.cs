namespace LatentDiffusion;

/// <summary>A method of the catalogue: its names, the options it knows, their defaults, and how a run of it starts.</summary>
internal sealed class SchedulerKind
{
    private readonly HashSet<string> _accepts;

    /// <summary>Describes a method.</summary>
    /// <param name="className">diffusers' class name.</param>
    /// <param name="accepts">The options it knows, as groups of <see cref="OptionGroups"/> and single names, separated by spaces.</param>
    /// <param name="defaults">The value of every option that is not null by default.</param>
    /// <param name="start">Makes a run from a request and options that are complete.</param>
    public SchedulerKind(
        string className, string accepts, SchedulerOptions defaults, Func<ScheduleRequest, SchedulerOptions, ScheduleRun> start)
    {
        (ClassName, Defaults, Start) = (className, defaults, start);
        _accepts = [.. accepts.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
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

    /// <summary>Whether <see cref="ScheduleRequest.Timesteps"/> may be given.</summary>
    public bool TakesTimesteps { get; init; }

    /// <summary>Whether <see cref="ScheduleRequest.Sigmas"/> may be given.</summary>
    public bool TakesSigmas { get; init; }

    /// <summary>The options it knows, under diffusers' names.</summary>
    public IReadOnlySet<string> Accepts => _accepts;

    /// <summary>A scheduler of this kind.</summary>
    /// <exception cref="ArgumentException">An option that this method does not know; the message names it.</exception>
    public Scheduler Create(SchedulerOptions? options = null)
    {
        options ??= SchedulerOptions.Empty;
        string[] unknown = [.. options.SetNames.Where(n => !_accepts.Contains(n))];
        return unknown.Length == 0
            ? new CatalogueScheduler(this, options)
            : throw new ArgumentException(
                $"{ClassName} does not know the option '{unknown[0]}'. It knows: {string.Join(", ", _accepts.Order())}.",
                nameof(options));
    }

    /// <summary>The refusals that all methods have in common.</summary>
    private void Check(ScheduleRequest request, SchedulerOptions options)
    {
        if (request.Timesteps is not null && !TakesTimesteps)
            throw new ArgumentException($"{ClassName} does not support custom timesteps.", nameof(request));
        if (request.Sigmas is not null && !TakesSigmas)
            throw new ArgumentException($"{ClassName} does not support custom sigmas.", nameof(request));
        if (request.PointCount < 1)
            throw new ArgumentException($"A run needs at least one step; {request.PointCount} were asked for.", nameof(request));
        SigmaSpacing.RequireAtMostOne(options);
        if (options.PredictionType is { } prediction && !Predictions.Contains(prediction))
            throw new ArgumentException(
                $"{ClassName} does not know prediction_type '{prediction}', only: {string.Join(", ", Predictions)}.");
        if (options is { TrainedBetas: null, BetaSchedule: { } betas } && !BetaSchedules.Contains(betas))
            throw new ArgumentException($"{ClassName} does not know beta_schedule '{betas}', only: {string.Join(", ", BetaSchedules)}.");
    }

    private sealed class CatalogueScheduler(SchedulerKind kind, SchedulerOptions options) : Scheduler
    {
        private readonly string _text = $"{kind.ClassName} {options.ToJson().ToJsonString()}";

        public override string ClassName => kind.ClassName;

        public override SchedulerOptions Options => options;

        public override ScheduleRun Start(ScheduleRequest request)
        {
            ArgumentNullException.ThrowIfNull(request);
            SchedulerOptions complete = options.Over(request.Model.Only(kind.Accepts)).Over(kind.Defaults);
            kind.Check(request, complete);
            return kind.Start(request, complete);
        }

        /// <summary>Same class, same options: however they were made.</summary>
        public override bool Equals(object? other) => other is CatalogueScheduler scheduler && scheduler._text == _text;

        public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

        public override string ToString() => _text;
    }
}
