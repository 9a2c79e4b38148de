using LatentDiffusion.Errors;

namespace LatentDiffusion;

/// <summary>
/// What all exceptions of this library have in common. Messages name what is wrong and what was expected; they are bounded, and hold no
/// control character of a file, so that they can be written to a terminal or a log as they are.
/// </summary>
/// <remarks>
/// What a caller got wrong is an <see cref="ArgumentException"/>, and what the file system refuses to write an <see cref="IOException"/>.
/// </remarks>
public abstract class LatentDiffusionException : Exception
{
    private const int LongestMessage = 4000; // several values of 200 characters each, and paths

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and what was expected.</param>
    /// <param name="innerException">What revealed it, if anything did.</param>
    protected LatentDiffusionException(string message, Exception? innerException = null)
        : base(Shown.Of(message, LongestMessage), innerException)
    {
    }
}
