namespace LatentDiffusion;

/// <summary>A model folder or file that cannot be used. The message says which file, what was expected and what is there.</summary>
public sealed class ModelFormatException : LatentDiffusionException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Which file, what was expected and what is there.</param>
    /// <param name="innerException">What revealed it, if anything did.</param>
    public ModelFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
