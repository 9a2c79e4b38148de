namespace LatentDiffusion;

/// <summary>An image file that cannot be used: of another format, damaged, cut off, or above a limit. The message says why.</summary>
public sealed class ImageFormatException : LatentDiffusionException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Which file, what was expected and what is there.</param>
    /// <param name="innerException">What revealed it, if anything did.</param>
    public ImageFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
