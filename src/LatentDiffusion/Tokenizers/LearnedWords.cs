namespace LatentDiffusion.Tokenizers;

/// <summary>
/// Finds learned words in a text and puts the ids of all their rows in their place; of several at one place the longest, so that a word
/// never counts where it only begins another.
/// </summary>
internal sealed class LearnedWords
{
    private readonly AddedTokenSplitter _splitter;
    private readonly bool _asWords;
    private readonly Dictionary<int, LearnedToken> _words;

    /// <summary>Collects the words.</summary>
    /// <param name="learned">The words.</param>
    /// <param name="added">All tokens that the tokenizer finds in a text, with those of the words.</param>
    /// <param name="asWords">
    /// Whether they are found in any case of letters, and not within other words: as stable-diffusion-webui finds them, by the tokens of
    /// the lower-cased text. Otherwise as the tokenizer finds its added tokens.
    /// </param>
    public LearnedWords(IReadOnlyList<LearnedToken> learned, IReadOnlyDictionary<AddedToken, int> added, bool asWords)
    {
        _asWords = asWords;
        _words = learned.ToDictionary(word => word.Id);
        _splitter = new AddedTokenSplitter(added.Select(token => (token.Key.Content, token.Key, token.Value)), asWords);
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
            if (_asWords && (IsWithin(text, range.Start.Value) || IsWithin(text, range.End.Value))) continue;
            ids.AddRange(encode(text[done..range.Start]));
            ids.AddRange(Enumerable.Range(word.Id, word.Count));
            done = range.End.Value;
        }

        ids.AddRange(encode(text[done..]));
        return ids;
    }

    /// <summary>How many ids belong together from this one on: all rows where it is the first one of a word, else one.</summary>
    public int CountFrom(int id) => _words.TryGetValue(id, out LearnedToken? word) ? word.Count : 1;

    /// <summary>The word that an id is a row of, or null.</summary>
    public LearnedToken? WordOf(int id) => _words.Values.FirstOrDefault(word => id >= word.Id && id < word.Id + word.Count);

    /// <summary>Whether letters are on both sides of a place: CLIP's tokens end between any others.</summary>
    private static bool IsWithin(string text, int at) =>
        at > 0 && at < text.Length && char.IsLetter(text[at - 1]) && char.IsLetter(text[at]);
}
