using System.Runtime.InteropServices;
using System.Text;
using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Tokenizers;

/// <summary>
/// Text to token ids as transformers' tokenizers give them: cut at the added tokens, normalise what lies between, give that to the model.
/// Safe for use by several threads at once.
/// </summary>
internal abstract class PromptTokenizer
{
    private readonly Func<string, string> _normalize;
    private readonly AddedTokenSplitter _asGiven;
    private readonly AddedTokenSplitter _normalized;
    private readonly int[] _begin, _end;

    /// <summary>Makes the tokenizer.</summary>
    /// <param name="normalize">The normalisation that precedes the model.</param>
    /// <param name="added">The added tokens and their ids.</param>
    /// <param name="beginId">The id that goes before a prompt, or null for none.</param>
    /// <param name="endId">The id that goes after it.</param>
    /// <param name="padId">The id that fills up.</param>
    /// <param name="maxLength">The most tokens a prompt may have, begin and end included.</param>
    /// <param name="appendsEnd">Whether prompts are given an end at all.</param>
    protected PromptTokenizer(
        Func<string, string> normalize, IReadOnlyDictionary<AddedToken, int> added, int? beginId, int endId, int padId, int maxLength,
        bool appendsEnd = true)
    {
        _normalize = normalize;
        _asGiven = new(added.Where(t => !t.Key.Normalized).Select(t => (t.Key.Content, t.Key, t.Value)));
        _normalized = new(added.Where(t => t.Key.Normalized).Select(t => (normalize(t.Key.Content), t.Key, t.Value)));
        _begin = beginId is { } id ? [id] : [];
        _end = appendsEnd ? [endId] : [];
        (BeginId, EndId, PadId, MaxLength) = (beginId, endId, padId, maxLength);
    }

    /// <summary>Loads the tokenizer of a folder, of whichever class it is.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="className">The class that the model's index names, which goes before that in the folder; or null.</param>
    /// <exception cref="ModelFormatException">
    /// A file is missing or not what it should be, or the class is one that there is none of here.
    /// </exception>
    public static PromptTokenizer Load(ModelFiles files, string? className = null)
    {
        className = className?.Replace("Fast", "", StringComparison.Ordinal);
        return (className ?? new TokenizerFolder(files, []).ClassName) switch
        {
            "CLIPTokenizer" => ClipTokenizer.Load(files),
            "T5Tokenizer" => T5Tokenizer.Load(files),
            "BertTokenizer" => BertTokenizer.Load(files),
            "GemmaTokenizer" => GemmaTokenizer.Load(files),
            var name => throw new ModelFormatException(
                $"{files.Path}: expected a CLIPTokenizer, T5Tokenizer, BertTokenizer or GemmaTokenizer, "
                + $"but {(className is null ? "tokenizer_config.json" : "model_index.json")} says \"{Shown.Of(name)}\"."),
        };
    }

    /// <summary>The id that goes before a prompt, or null for none.</summary>
    public int? BeginId { get; }

    /// <summary>The id of the end of a prompt.</summary>
    public int EndId { get; }

    /// <summary>The id that fills up.</summary>
    public int PadId { get; }

    /// <summary>The most tokens a prompt may have, begin and end included (<c>model_max_length</c>).</summary>
    public int MaxLength { get; }

    /// <summary>The ids of a text, without begin and end. Lone surrogates count as U+FFFD.</summary>
    public virtual List<int> Encode(string text)
    {
        if (text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        var ids = new List<int>();
        foreach (var (token, range) in _asGiven.Split(text))
            if (token is { } id) ids.Add(id);
            else EncodeNormalized(_normalize(text[range]), ids);
        return ids;
    }

    /// <summary>
    /// The same for a prompt of <see cref="PromptSyntax.Weighted"/>, in which learned words are found as stable-diffusion-webui finds them.
    /// </summary>
    public virtual List<int> EncodeWeighted(string text) => Encode(text);

    /// <summary>How many ids of <see cref="EncodeWeighted"/> belong together from this one on: the rows of a learned word.</summary>
    public virtual int CountFrom(int id) => 1;

    /// <summary>
    /// A prompt with begin and end, filled up or cut off to a length: <c>tokenizer(prompt, padding="max_length", truncation=True)</c>.
    /// </summary>
    /// <param name="text">The prompt.</param>
    /// <param name="length">The number of tokens; <see cref="MaxLength"/> when null.</param>
    public TokenizedPrompt EncodePadded(string text, int? length = null)
    {
        int total = length ?? MaxLength, room = total - _begin.Length - _end.Length;
        ArgumentOutOfRangeException.ThrowIfNegative(room, nameof(length));
        ReadOnlySpan<int> all = CollectionsMarshal.AsSpan(Encode(text)), kept = all[..Math.Min(room, all.Length)];
        var ids = new int[total];
        Array.Fill(ids, PadId);
        int[] prompt = [.. _begin, .. kept, .. _end];
        prompt.CopyTo(ids, 0);
        return new TokenizedPrompt(ids, prompt.Length, all[kept.Length..].ToArray());
    }

    /// <summary>The text of ids, near enough to tell a user what was cut off.</summary>
    public abstract string Decode(IEnumerable<int> ids);

    /// <summary>Appends the ids of a normalised text that holds no added token.</summary>
    protected abstract void EncodeText(string text, List<int> ids);

    private void EncodeNormalized(string text, List<int> ids)
    {
        foreach (var (token, range) in _normalized.Split(text))
            if (token is { } id) ids.Add(id);
            else EncodeText(text[range], ids);
    }
}
