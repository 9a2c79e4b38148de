namespace LatentDiffusion;

/// <summary>A prompt whose weights cannot be read. The message shows the place and says what was expected there.</summary>
public sealed class PromptFormatException : LatentDiffusionException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, and where.</param>
    /// <param name="position">Where in the prompt, counted in UTF-16 units from 0.</param>
    public PromptFormatException(string message, int position)
        : base(message)
    {
        Position = position;
    }

    /// <summary>Where in the prompt the fault is, counted in UTF-16 units from 0.</summary>
    public int Position { get; }
}
