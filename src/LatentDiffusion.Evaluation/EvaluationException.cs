namespace LatentDiffusion.Evaluation;

/// <summary>An evaluation cannot be made of what was given: too few pictures, features that do not fit, a damaged file.</summary>
public sealed class EvaluationException : LatentDiffusionException
{
    /// <summary>Says what does not fit.</summary>
    /// <param name="message">Names the file or value and the rule.</param>
    /// <param name="innerException">What lies beneath, if anything.</param>
    public EvaluationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
