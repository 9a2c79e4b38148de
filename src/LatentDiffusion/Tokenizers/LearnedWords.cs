namespace LatentDiffusion.Tokenizers;

/// <summary>
/// Finds learned words in a text and puts the ids of all their rows in their place. They are found as the tokenizer finds its added tokens,
/// of several at one place the longest, so that a word never counts where it only begins another.
/// </summary>
internal sealed class LearnedWords
{
    private readonly AddedTokenSplitter _splitter;
    private readonly Dictionary<int, LearnedToken> _words;

    /// <summary>Collects the words.</summary>
    /// <param name="learned">The words.</param>
    /// <param name="added">All tokens that the tokenizer finds in a text, with those of the words.</param>
    public LearnedWords(IReadOnlyList<LearnedToken> learned, IReadOnlyDictionary<AddedToken, int> added)
    {
        _words = learned.ToDictionary(word => word.Id);
        _splitter = new AddedTokenSplitter(added.Select(token => (token.Key.Content, token.Key, token.Value)));
    }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="encode">Encodes what is between the words.</param>
    public List<int> Encode(string text, Func<string, List<int>> encode)
    {
        List<int> ids = [];
        int done = 0;
        foreach (var (id, range) in _splitter.Split(text))
        {
            if (id is null || !_words.TryGetValue(id.Value, out LearnedToken? word)) continue;
            ids.AddRange(encode(text[done..range.Start]));
            ids.AddRange(Enumerable.Range(word.Id, word.Count));
            done = range.End.Value;
        }

        ids.AddRange(encode(text[done..]));
        return ids;
    }
}
