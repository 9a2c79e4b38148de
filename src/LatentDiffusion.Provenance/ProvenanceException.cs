namespace LatentDiffusion.Provenance;

/// <summary>A mark cannot be made: a certificate cannot be used, or a time stamp authority does not answer. The message says why.</summary>
public sealed class ProvenanceException : LatentDiffusionException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was tried, and what is wrong.</param>
    /// <param name="innerException">What revealed it, if anything did.</param>
    public ProvenanceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
