namespace LatentDiffusion.Extensions.AI;

/// <summary>Where a generation is.</summary>
public enum JobState
{
    /// <summary>In the queue.</summary>
    Waiting,

    /// <summary>Its model is loaded, or draws.</summary>
    Running,

    /// <summary>The pictures are there.</summary>
    Completed,

    /// <summary>There are none; <see cref="GenerationJob.Completion"/> says why.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}
