namespace LatentDiffusion;

/// <summary>
/// The immutable configuration of a sampling method. <see cref="Start"/> makes a <see cref="ScheduleRun"/>, which holds the state of one
/// generation; a scheduler is therefore safe to share between threads and generations.
/// </summary>
/// <remarks>
/// Derive from it to plug in a method of your own: pure mathematics over spans, without graphs and without randomness (noise is handed to
/// <see cref="ScheduleRun.Step"/>). The built-in methods are in <see cref="Schedulers"/>.
/// </remarks>
public abstract class Scheduler
{
    /// <summary>
    /// The name that a <c>scheduler_config.json</c> carries as <c>_class_name</c>, for example <c>EulerDiscreteScheduler</c>.
    /// </summary>
    public abstract string ClassName { get; }

    /// <summary>The options it was made with; those it leaves open are the model's. Empty unless overridden.</summary>
    public virtual SchedulerOptions Options => SchedulerOptions.Empty;

    /// <summary>Lays out the schedule and allocates everything that its steps need.</summary>
    /// <param name="request">The number of steps, the sizes of the samples, and the options of the model that is sampled.</param>
    /// <exception cref="ArgumentException">
    /// The request asks for something that this method cannot do; the message names value and rule.
    /// </exception>
    public abstract ScheduleRun Start(ScheduleRequest request);
}
