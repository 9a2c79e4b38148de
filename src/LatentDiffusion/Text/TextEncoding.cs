namespace LatentDiffusion;

/// <summary>An encoded prompt.</summary>
/// <param name="States">Hidden states, row-major.</param>
/// <param name="Shape">[tokens, hidden size].</param>
/// <param name="Pooled">Pooled state, or empty.</param>
/// <param name="Tokens">How many of the tokens are not padding.</param>
/// <param name="Dropped">The end of the prompt that did not fit, or null.</param>
internal sealed record TextEncoding(float[] States, long[] Shape, float[] Pooled, int Tokens, string? Dropped)
{
    /// <summary>The same shape, all zero.</summary>
    public TextEncoding Zeros() => this with { States = new float[States.Length], Pooled = new float[Pooled.Length], Dropped = null };

    /// <summary>Tells a user what was left out.</summary>
    /// <param name="prompt">Which prompt it was, for example "negative prompt".</param>
    /// <param name="warnings">Receives a warning where something was.</param>
    public void Warn(string prompt, List<string> warnings)
    {
        if (Dropped is not null) warnings.Add($"The {prompt} is too long for the text encoder; this end of it was left out: '{Dropped}'.");
    }
}
