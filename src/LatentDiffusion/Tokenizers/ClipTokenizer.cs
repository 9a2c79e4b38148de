using System.Text;
using System.Text.RegularExpressions;
using LatentDiffusion.Errors;
using LatentDiffusion.Storage;
using Microsoft.ML.Tokenizers;

namespace LatentDiffusion.Tokenizers;

/// <summary>
/// The tokenizer of CLIP's text encoders: byte-level byte-pair encoding of lower-cased words that end in <c>&lt;/w&gt;</c>. The ids are
/// those of transformers' <c>CLIPTokenizer</c>, but that lone surrogates, which Python refuses, count as U+FFFD and words of more than 4096
/// characters are cut there.
/// </summary>
internal sealed partial class ClipTokenizer : PromptTokenizer
{
    private const string EndOfWord = "</w>";
    private const int DefaultMaxLength = 77;

    private static readonly Dictionary<string, string> DefaultTokens = new()
    {
        ["bos_token"] = "<|startoftext|>",
        ["eos_token"] = "<|endoftext|>",
        ["unk_token"] = "<|endoftext|>",
        ["pad_token"] = "<|endoftext|>",
    };

    private readonly BpeTokenizer _model;
    private readonly Dictionary<int, string> _tokens;
    private readonly LearnedWords? _learned, _weighted;
    private readonly ClipTokenizer? _plain; // without the learned words

    private ClipTokenizer(TokenizerFolder folder, BpeTokenizer model, Dictionary<string, int> vocabulary, Dictionary<AddedToken, int> added,
        IReadOnlyList<LearnedToken> learned)
        : base(
            Normalize, added, folder.TokenId("bos_token", vocabulary), folder.TokenId("eos_token", vocabulary),
            folder.TokenId("pad_token", vocabulary), folder.MaxLength(DefaultMaxLength))
    {
        _model = model;
        _tokens = vocabulary.ToDictionary(t => t.Value, t => t.Key);
        if (learned.Count == 0) return;
        _learned = new LearnedWords(learned, added, asWords: false);
        _weighted = new LearnedWords(learned, added, asWords: true);
        var own = added.Where(token => learned.All(word => token.Value < word.Id || token.Value >= word.Id + word.Count)).ToDictionary();
        _plain = new ClipTokenizer(folder, model, vocabulary, own, []);
    }

    /// <summary>Loads a folder with <c>tokenizer.json</c>, or with <c>vocab.json</c> and <c>merges.txt</c>.</summary>
    /// <exception cref="ModelFormatException">A file is missing or not what it should be.</exception>
    public static ClipTokenizer Load(ModelFiles files) => Load(files, []);

    /// <summary>Loads a folder, and adds words that were learned.</summary>
    /// <exception cref="ModelFormatException">
    /// A file is missing or not what it should be, or the tokenizer has a learned word already.
    /// </exception>
    public static ClipTokenizer Load(ModelFiles files, IReadOnlyList<LearnedToken> learned, RunWarnings? warnings = null) =>
        TokenizerFolder.Guard(files.Path, () => Load(new TokenizerFolder(files, DefaultTokens), learned, warnings));

    private static ClipTokenizer Load(TokenizerFolder folder, IReadOnlyList<LearnedToken> learned, RunWarnings? warnings)
    {
        BpeFiles files = BpeFiles.Read(folder);
        folder.TokenId("unk_token", files.Vocabulary);
        BpeTokenizer model = BpeTokenizer.Create(new BpeOptions(files.Vocabulary)
        {
            Merges = files.Merges,
            UnknownToken = folder.Token("unk_token"),
            EndOfWordSuffix = EndOfWord,
            ByteLevel = true,
            PreTokenizer = new ClipPreTokenizer(),
        });
        Dictionary<AddedToken, int> added = Vocabulary.Add(files.Vocabulary, folder.AddedTokens(files.Vocabulary, extraIfNone: []));
        List<LearnedToken> words = [];
        foreach (LearnedToken token in learned)
        {
            string? known = Enumerable.Range(0, token.Count).Select(token.TextOf).FirstOrDefault(files.Vocabulary.ContainsKey);
            if (known is not null)
            {
                string fault = $"{folder.Folder}: the tokenizer has a token '{Shown.Of(known)}' already";
                if (!token.IsBundled) throw new ModelFormatException($"{fault}; give the embeddings another word.");
                warnings?.Add($"{fault}; the word of an adapter is left out.");
                continue;
            }

            words.Add(token);
            for (int row = 0; row < token.Count; row++)
            {
                files.Vocabulary.Add(token.TextOf(row), token.Id + row);
                added[new AddedToken(token.TextOf(row), Normalized: true)] = token.Id + row;
            }
        }

        return new ClipTokenizer(folder, model, files.Vocabulary, added, words);
    }

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids)
    {
        var bytes = new List<byte>();
        int last = -1;
        foreach (int id in ids)
        {
            if (_learned?.WordOf(id) is { } word) // as it was written, and once for all of its rows
            {
                if (id == word.Id || last != id - 1) bytes.AddRange(Encoding.UTF8.GetBytes(word.Text + EndOfWord));
            }
            else
            {
                foreach (char c in _tokens.GetValueOrDefault(id, ""))
                    if (ByteLevel.TryDecode(c, out byte value)) bytes.Add(value);
            }

            last = id;
        }

        return Encoding.UTF8.GetString([.. bytes]).Replace(EndOfWord, " ", StringComparison.Ordinal).Trim();
    }

    /// <summary>
    /// The ids of a text, of a learned word all of its rows; of one in other letter case, which is found too, only the first, as in
    /// diffusers.
    /// </summary>
    public override List<int> Encode(string text) => _learned?.Encode(text, base.Encode) ?? base.Encode(text);

    /// <inheritdoc/>
    public override List<int> EncodeWeighted(string text) => _weighted?.Encode(text, _plain!.Encode) ?? base.Encode(text);

    /// <inheritdoc/>
    public override int CountFrom(int id) => _learned?.CountFrom(id) ?? 1;

    /// <inheritdoc/>
    protected override void EncodeText(string text, List<int> ids) => ids.AddRange(_model.EncodeToIds(text));

    // Form C, white space to single spaces, lower case.
    private static string Normalize(string text) =>
        UnicodeNormalization.Lower(WhiteSpace().Replace(UnicodeNormalization.Compose(text), " "));

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
