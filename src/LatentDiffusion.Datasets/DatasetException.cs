namespace LatentDiffusion.Datasets;

/// <summary>A data set cannot be made, joined or read as it is: the message names the file or value and the rule.</summary>
public class DatasetException : LatentDiffusionException
{
    /// <summary>Says what does not fit.</summary>
    /// <param name="message">Names the file or value and the rule.</param>
    /// <param name="innerException">What lies beneath, if anything.</param>
    public DatasetException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
