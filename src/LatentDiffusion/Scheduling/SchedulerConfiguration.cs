namespace LatentDiffusion;

/// <summary>What a <c>scheduler_config.json</c> says.</summary>
/// <param name="Scheduler">The scheduler that it names.</param>
/// <param name="Options">All options in it, which other schedulers on the same model take over.</param>
/// <param name="Warnings">What was not understood and has no effect, one line for each key, to be shown to a person.</param>
public sealed record SchedulerConfiguration(Scheduler Scheduler, SchedulerOptions Options, IReadOnlyList<string> Warnings)
{
    /// <summary>The scheduler and the options.</summary>
    /// <param name="scheduler">The scheduler that the file names.</param>
    /// <param name="options">All options in the file.</param>
    public void Deconstruct(out Scheduler scheduler, out SchedulerOptions options) => (scheduler, options) = (Scheduler, Options);
}
