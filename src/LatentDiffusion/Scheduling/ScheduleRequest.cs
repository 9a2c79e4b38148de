namespace LatentDiffusion;

/// <summary>What a <see cref="Scheduler"/> is asked to lay out. Exactly one of steps, timesteps and sigmas decides the schedule.</summary>
public sealed record ScheduleRequest
{
    /// <summary>
    /// Number of inference steps; ignored where <see cref="Timesteps"/> or <see cref="Sigmas"/> is given, except by the flow-matching
    /// methods, which refuse another number than there are of those.
    /// </summary>
    public int Steps { get; init; }

    /// <summary>
    /// Explicit timesteps, finite, not negative and descending, where the method accepts them; null to derive them from
    /// <see cref="Steps"/>.
    /// </summary>
    public IReadOnlyList<double>? Timesteps { get; init; }

    /// <summary>
    /// Explicit noise levels, finite, not negative and descending, where the method accepts them; null to derive them from
    /// <see cref="Steps"/>. <see cref="Schedulers.EdmEuler"/> takes places on its ramp, from 0 (the largest level) to 1 (the smallest).
    /// </summary>
    public IReadOnlyList<double>? Sigmas { get; init; }

    /// <summary>Elements of one sample (channels x height x width of one latent).</summary>
    public required int SampleLength { get; init; }

    /// <summary>Samples that are stepped together; the spans of a step hold <c>BatchSize * SampleLength</c> elements.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>
    /// The model's own options: betas, prediction type and so on. They stand wherever the scheduler's options are silent.
    /// </summary>
    public SchedulerOptions Model { get; init; } = SchedulerOptions.Empty;

    /// <summary>Shift of a resolution-dependent schedule (<c>mu</c> of diffusers), for options with dynamic shifting.</summary>
    public double? Mu { get; init; }

    /// <summary>
    /// Part of the schedule that an image-to-image run covers, 0 to 1. Only consistency methods (LCM, TCD) shape their timesteps by it.
    /// </summary>
    public double Strength { get; init; } = 1;

    /// <summary>Number of points asked for, in whichever way.</summary>
    internal int PointCount => Timesteps?.Count ?? Sigmas?.Count ?? Steps;

    /// <summary>Elements in all samples together.</summary>
    /// <exception cref="ArgumentException">A size below 1, or more elements than an array has.</exception>
    public int Length => SampleLength >= 1 && BatchSize >= 1 && (long)BatchSize * SampleLength <= Array.MaxLength
        ? BatchSize * SampleLength
        : throw new ArgumentException(
            $"'SampleLength' is {SampleLength} and 'BatchSize' {BatchSize}; both must be 1 or more, and their product at most "
            + $"{Array.MaxLength}.");
}
