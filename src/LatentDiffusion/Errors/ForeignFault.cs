namespace LatentDiffusion.Errors;

/// <summary>
/// What libraries throw for content that they cannot read: nearly anything. Around calls of them every exception is a fault of the content,
/// but for want of memory, a cancellation, and a library that is not there.
/// </summary>
internal static class ForeignFault
{
    /// <summary>Whether an exception that a library threw means that it cannot read what it was given.</summary>
    public static bool Is(Exception e) =>
        e is not (LatentDiffusionException or OutOfMemoryException or OperationCanceledException) && !IsOfProgram(e);

    /// <summary>Whether an assembly or native library of the program is missing, damaged, or of another version.</summary>
    private static bool IsOfProgram(Exception e) => e is TypeLoadException or BadImageFormatException or FileLoadException
        || (e is FileNotFoundException { FileName: { } name } && name.Contains(", Version=", StringComparison.Ordinal)) // no path, but a name
        || (e is TypeInitializationException { InnerException: { } inner } && IsOfProgram(inner));
}
