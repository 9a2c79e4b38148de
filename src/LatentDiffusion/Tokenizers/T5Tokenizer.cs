using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Tokenizers;

/// <summary>
/// The SentencePiece unigram tokenizer of T5's encoders. The ids are those of transformers' <c>T5Tokenizer</c>, but that lone surrogates
/// count as U+FFFD.
/// </summary>
internal sealed class T5Tokenizer : PromptTokenizer
{
    private const char Space = '\u2581';
    private const int DefaultMaxLength = 512;

    // T5Tokenizer takes the piece with this id for the unknown one, whatever the files say.
    private const int UnknownId = 2;

    private static readonly Dictionary<string, string> DefaultTokens = new()
    {
        ["eos_token"] = "</s>",
        ["unk_token"] = "<unk>",
        ["pad_token"] = "<pad>",
    };

    private readonly UnigramModel _model;
    private readonly Dictionary<int, string> _pieces;

    private T5Tokenizer(
        TokenizerFolder folder, Func<string, string> normalize, UnigramModel model, Dictionary<string, int> vocabulary,
        Dictionary<AddedToken, int> added)
        : base(
            normalize, added, beginId: null, folder.TokenId("eos_token", vocabulary), folder.TokenId("pad_token", vocabulary),
            folder.MaxLength(DefaultMaxLength))
    {
        _model = model;
        _pieces = vocabulary.ToDictionary(t => t.Value, t => t.Key);
    }

    /// <summary>Loads a folder with <c>tokenizer.json</c> or <c>spiece.model</c>.</summary>
    /// <exception cref="ModelFormatException">A file is missing or not what it should be.</exception>
    public static T5Tokenizer Load(ModelFiles files) =>
        TokenizerFolder.Guard(files.Path, () => Load(new TokenizerFolder(files, DefaultTokens)));

    private static T5Tokenizer Load(TokenizerFolder folder)
    {
        UnigramFiles files = UnigramFiles.Read(folder);
        if (files.Pieces.Count <= UnknownId)
            throw new ModelFormatException(
                $"{folder.Folder}: expected the unknown piece at id {UnknownId}, but the vocabulary has {files.Pieces.Count} pieces.");
        var vocabulary = new Dictionary<string, int>();
        foreach (var (text, _) in files.Pieces)
            if (!vocabulary.TryAdd(text, vocabulary.Count))
                throw new ModelFormatException($"{folder.Folder}: expected each piece once, but \"{Shown.Of(text)}\" is there twice.");
        var model = new UnigramModel(new(vocabulary), [.. files.Pieces.Select(p => p.Score)], UnknownId);
        Func<string, string> normalize = files.CharsMap.Length == 0 ? text => text : new PrecompiledCharsMap(files.CharsMap).Normalize;
        Dictionary<AddedToken, int> added = Vocabulary.Add(vocabulary, folder.AddedTokens(vocabulary, files.Added));
        return new T5Tokenizer(folder, normalize, model, vocabulary, added);
    }

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids) =>
        string.Concat(ids.Select(id => _pieces.GetValueOrDefault(id, ""))).Replace(Space, ' ').Trim();

    /// <inheritdoc/>
    protected override void EncodeText(string text, List<int> ids)
    {
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
            if (at > start) EncodeWord(text[start] == Space ? text[start..at] : Space + text[start..at], ids);
            at++;
        }
    }

    // A word begins with the mark that stands for a space, and another one in it begins the next.
    private void EncodeWord(string word, List<int> ids)
    {
        for (int start = 0; start < word.Length;)
        {
            int end = word.IndexOf(Space, start + 1) is >= 0 and var next ? next : word.Length;
            _model.Encode(word.AsSpan(start, end - start), ids);
            start = end;
        }
    }
}
