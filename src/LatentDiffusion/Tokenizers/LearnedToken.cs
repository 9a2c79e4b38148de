namespace LatentDiffusion.Tokenizers;

/// <summary>A word of the prompt, and the rows that it adds to the embeddings of a text encoder.</summary>
/// <param name="Text">The word.</param>
/// <param name="Id">Id of its first row; the others follow.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="Rows">The rows, one behind the other.</param>
internal sealed record LearnedToken(string Text, int Id, int Count, float[] Rows)
{
    /// <summary>
    /// Whether the word came with an adapter; without it, where the tokenizer has such a token already, the adapter is still one.
    /// </summary>
    public bool IsBundled { get; init; }

    /// <summary>The text that stands for one row: the word for the first, <c>word_1</c> and so on for the others.</summary>
    public string TextOf(int row) => row == 0 ? Text : FormattableString.Invariant($"{Text}_{row}");
}
