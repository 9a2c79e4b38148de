namespace LatentDiffusion.Errors;

/// <summary>
/// What libraries throw for content that they cannot read: nearly anything. Around calls of them every exception is a fault of the content,
/// but for want of memory and a cancellation.
/// </summary>
internal static class ForeignFault
{
    /// <summary>Whether an exception that a library threw means that it cannot read what it was given.</summary>
    public static bool Is(Exception e) => e is not (LatentDiffusionException or OutOfMemoryException or OperationCanceledException);
}
