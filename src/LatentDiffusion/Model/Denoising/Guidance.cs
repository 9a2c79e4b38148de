namespace LatentDiffusion.Model;

/// <summary>Combines the predictions of the branches into one.</summary>
internal abstract class Guidance
{
    /// <summary>Combines the predictions of a batch.</summary>
    /// <param name="outputs">
    /// The predictions of the first branch for all pictures, then of the next, in the order of the conditioning.
    /// </param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="destination">Receives the guided predictions.</param>
    public abstract void Apply(ReadOnlySpan<float> outputs, int count, Span<float> destination);
}
