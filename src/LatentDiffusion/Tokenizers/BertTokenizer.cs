using System.Text;
using LatentDiffusion.Storage;
using Microsoft.ML.Tokenizers;

namespace LatentDiffusion.Tokenizers;

/// <summary>
/// The WordPiece tokenizer of BERT, which the first text-conditional latent diffusion model uses. The ids are those of transformers'
/// <c>BertTokenizer</c>, but that lone surrogates count as U+FFFD.
/// </summary>
internal sealed class BertTokenizer : PromptTokenizer
{
    private const string Continuation = "##";
    private const int DefaultMaxLength = 512;

    // Longer words are unknown as a whole.
    // https://github.com/huggingface/tokenizers/blob/v0.22.1/tokenizers/src/models/wordpiece/mod.rs#L42
    private const int MaxWordLength = 100;

    private static readonly Dictionary<string, string> DefaultTokens = new()
    {
        ["unk_token"] = "[UNK]",
        ["sep_token"] = "[SEP]",
        ["pad_token"] = "[PAD]",
        ["cls_token"] = "[CLS]",
        ["mask_token"] = "[MASK]",
    };

    private readonly WordPieceTokenizer _model;
    private readonly int _unknownId;
    private readonly Dictionary<int, string> _tokens;

    private BertTokenizer(
        TokenizerFolder folder, WordPieceTokenizer model, Dictionary<string, int> vocabulary, Dictionary<AddedToken, int> added)
        : base(
            BertNormalization.FromConfig(folder).Normalize, added, folder.TokenId("cls_token", vocabulary),
            folder.TokenId("sep_token", vocabulary), folder.TokenId("pad_token", vocabulary), folder.MaxLength(DefaultMaxLength))
    {
        _model = model;
        _unknownId = folder.TokenId("unk_token", vocabulary);
        _tokens = vocabulary.ToDictionary(t => t.Value, t => t.Key);
    }

    /// <summary>Loads a folder with <c>tokenizer.json</c> or <c>vocab.txt</c>.</summary>
    /// <exception cref="ModelFormatException">A file is missing or not what it should be.</exception>
    public static BertTokenizer Load(ModelFiles files) =>
        TokenizerFolder.Guard(files.Path, () => Load(new TokenizerFolder(files, DefaultTokens)));

    private static BertTokenizer Load(TokenizerFolder folder)
    {
        Dictionary<string, int> vocabulary = folder.Whole is { } whole
            ? Vocabulary.Read(
                folder.WholeFile,
                TokenizerJson.Property(folder.WholeFile, TokenizerJson.Property(folder.WholeFile, whole, "model"), "vocab"))
            : Vocabulary.ReadLines(folder.File("vocab.txt"));
        folder.TokenId("unk_token", vocabulary);
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(Vocabulary.ToLines(folder.Folder, vocabulary)));
        var options = new WordPieceOptions
        {
            UnknownToken = folder.Token("unk_token"),
            ContinuingSubwordPrefix = Continuation,
            MaxInputCharsPerWord = 2 * MaxWordLength, // the library counts UTF-16 units
        };
        WordPieceTokenizer model = WordPieceTokenizer.Create(lines, options);
        Dictionary<AddedToken, int> added = Vocabulary.Add(vocabulary, folder.AddedTokens(vocabulary, extraIfNone: []));
        return new BertTokenizer(folder, model, vocabulary, added);
    }

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids) =>
        string.Join(' ', ids.Select(id => _tokens.GetValueOrDefault(id, ""))).Replace(" " + Continuation, "", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override void EncodeText(string text, List<int> ids)
    {
        foreach (Range range in BertNormalization.Words(text))
        {
            ReadOnlySpan<char> word = text.AsSpan(range);
            int length = 0;
            foreach (Rune _ in word.EnumerateRunes()) length++;
            if (length > MaxWordLength) ids.Add(_unknownId);
            else ids.AddRange(_model.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false));
        }
    }
}
