namespace LatentDiffusion.Extensions.AI;

/// <summary>As many generations wait as may.</summary>
/// <param name="capacity">How many may.</param>
public sealed class QueueFullException(int capacity)
    : LatentDiffusionException(FormattableString.Invariant($"{capacity} generations are waiting, and no more may; try again later."))
{
    /// <summary>How many may wait.</summary>
    public int Capacity { get; } = capacity;
}
