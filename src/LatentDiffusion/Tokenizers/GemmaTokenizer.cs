using System.Text;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Tokenizers;

/// <summary>
/// The tokenizer of Gemma's text encoders: byte pairs over the whole text, with spaces as a mark and bytes for what has no token. The ids
/// are those of transformers' <c>GemmaTokenizer</c>, but that lone surrogates count as U+FFFD. There is a begin token and no end token.
/// </summary>
internal sealed class GemmaTokenizer : PromptTokenizer
{
    private const char Space = '\u2581';
    private const int DefaultMaxLength = 8192; // of the released models

    private static readonly Dictionary<string, string> DefaultTokens = new()
    {
        ["bos_token"] = "<bos>",
        ["eos_token"] = "<eos>",
        ["unk_token"] = "<unk>",
        ["pad_token"] = "<pad>",
        ["mask_token"] = "<mask>",
    };

    private readonly BytePairModel _model;
    private readonly Dictionary<int, string> _tokens;

    private GemmaTokenizer(
        TokenizerFolder folder, BytePairModel model, Dictionary<string, int> vocabulary, Dictionary<AddedToken, int> added)
        : base(
            text => text.Replace(' ', Space), added, folder.TokenId("bos_token", vocabulary), folder.TokenId("eos_token", vocabulary),
            folder.TokenId("pad_token", vocabulary), folder.MaxLength(DefaultMaxLength), appendsEnd: false)
    {
        _model = model;
        _tokens = vocabulary.ToDictionary(t => t.Value, t => t.Key);
    }

    /// <summary>Loads a folder with <c>tokenizer.json</c>.</summary>
    /// <exception cref="ModelFormatException">A file is missing or not what it should be.</exception>
    public static GemmaTokenizer Load(ModelFiles files) =>
        TokenizerFolder.Guard(files.Path, () => Load(new TokenizerFolder(files, DefaultTokens)));

    private static GemmaTokenizer Load(TokenizerFolder folder)
    {
        if (folder.Whole is null)
            throw new ModelFormatException($"{folder.WholeFile}: expected this file of the tokenizer, but there is none.");
        BpeFiles files = BpeFiles.Read(folder);
        BytePairModel model = new(files with { Vocabulary = new(files.Vocabulary) }, folder.TokenId("unk_token", files.Vocabulary));
        Dictionary<AddedToken, int> added = Vocabulary.Add(files.Vocabulary, folder.AddedTokens(files.Vocabulary, extraIfNone: []));
        return new GemmaTokenizer(folder, model, files.Vocabulary, added);
    }

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids)
    {
        List<byte> text = [];
        foreach (int id in ids)
        {
            string token = _tokens.GetValueOrDefault(id, "");
            if (token is ['<', '0', 'x', var high, var low, '>'] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low))
                text.Add(Convert.FromHexString([high, low])[0]);
            else text.AddRange(Encoding.UTF8.GetBytes(token.Replace(Space, ' ')));
        }

        return Encoding.UTF8.GetString([.. text]).Trim();
    }

    /// <inheritdoc/>
    protected override void EncodeText(string text, List<int> ids) => _model.Encode(text, ids);
}
