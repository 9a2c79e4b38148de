namespace LatentDiffusion.Extensions.AI;

/// <summary>How far a generation is.</summary>
/// <param name="State">Where it is.</param>
/// <param name="Position">Generations before it in the queue; 0 from when it is next.</param>
/// <param name="Step">The step that was done last, with the preview that was asked for; null before the first.</param>
public sealed record JobStatus(JobState State, int Position, GenerationStep? Step)
{
    /// <summary>Whether nothing changes any more.</summary>
    public bool IsFinal => State is JobState.Completed or JobState.Failed or JobState.Cancelled;

    /// <summary>Share of the steps that is done, 0 to 1.</summary>
    public double Progress => State == JobState.Completed ? 1 : Step is { Steps: > 0 } step ? (double)step.Step / step.Steps : 0;
}
