namespace LatentDiffusion.Requests;

/// <summary>What no request may go beyond, whatever the model.</summary>
internal static class RequestBounds
{
    /// <summary>Most pixels of a side.</summary>
    public const int MaxSide = 16384;

    /// <summary>Most steps.</summary>
    public const int MaxSteps = 1000;
}
