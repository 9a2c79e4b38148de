namespace LatentDiffusion.Tokenizers;

/// <summary>A prompt as the text encoder takes it: begin token, prompt, end token, padding.</summary>
/// <param name="Ids">The token ids, as many as the encoder takes.</param>
/// <param name="Length">How many of them are not padding; the attention mask is one for these and zero for the rest.</param>
/// <param name="Dropped">The ids that did not fit, in order; empty when nothing was cut off.</param>
internal sealed record TokenizedPrompt(int[] Ids, int Length, int[] Dropped)
{
    /// <summary>Whether the prompt was cut off.</summary>
    public bool Truncated => Dropped.Length > 0;
}
