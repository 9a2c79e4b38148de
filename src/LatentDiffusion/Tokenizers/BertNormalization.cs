using System.Text;

namespace LatentDiffusion.Tokenizers;

/// <summary>How BERT's tokenizer cleans a text and cuts it into words.</summary>
/// <param name="LowerCase">Whether to lower-case it.</param>
/// <param name="StripAccents">Whether to drop accents.</param>
/// <param name="SeparateIdeographs">Whether every Chinese character is a word.</param>
/// <remarks>https://github.com/huggingface/tokenizers/blob/v0.22.1/tokenizers/src/normalizers/bert.rs</remarks>
internal sealed record BertNormalization(bool LowerCase, bool StripAccents, bool SeparateIdeographs)
{
    /// <summary>Reads the options from <c>tokenizer_config.json</c>.</summary>
    public static BertNormalization FromConfig(TokenizerFolder folder)
    {
        string file = folder.File("tokenizer_config.json");
        bool lowerCase = TokenizerJson.Flag(file, folder.Config, "do_lower_case", true);
        return new(
            lowerCase, TokenizerJson.Flag(file, folder.Config, "strip_accents", lowerCase),
            TokenizerJson.Flag(file, folder.Config, "tokenize_chinese_chars", true));
    }

    /// <summary>The text without control characters, with plain spaces, and as the options have it.</summary>
    public string Normalize(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsControl(rune)) continue;
            if (Rune.IsWhiteSpace(rune)) clean.Append(' ');
            else if (SeparateIdeographs && IsIdeograph(rune.Value)) clean.Append(' ').Append(rune).Append(' ');
            else clean.Append(rune);
        }
        string result = clean.ToString();
        if (StripAccents) result = WithoutMarks(UnicodeNormalization.Decompose(result));
        return LowerCase ? UnicodeNormalization.Lower(result) : result;
    }

    /// <summary>The words of a normalised text: what stands between white space, each punctuation mark for itself.</summary>
    public static IEnumerable<Range> Words(string text)
    {
        int start = 0, at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int next = at + rune.Utf16SequenceLength;
            bool isPunctuation = UnicodeData.Instance.IsOf("punctuation", rune.Value);
            if (isPunctuation || Rune.IsWhiteSpace(rune))
            {
                if (at > start) yield return start..at;
                if (isPunctuation) yield return at..next;
                start = next;
            }
            at = next;
        }
        if (at > start) yield return start..at;
    }

    private static bool IsControl(Rune rune) =>
        rune.IsAscii ? rune.Value is < ' ' and not ('\t' or '\n' or '\r') or 0x7F : UnicodeData.Instance.IsOf("control", rune.Value);

    private static string WithoutMarks(string text)
    {
        if (System.Text.Ascii.IsValid(text)) return text;
        var result = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            if (rune.IsAscii || !UnicodeData.Instance.IsOf("mark", rune.Value)) result.Append(rune);
        return result.ToString();
    }

    private static bool IsIdeograph(int c) => c is >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0x20000 and <= 0x2A6DF
        or >= 0x2A700 and <= 0x2B73F or >= 0x2B740 and <= 0x2B81F or >= 0x2B920 and <= 0x2CEAF or >= 0xF900 and <= 0xFAFF
        or >= 0x2F800 and <= 0x2FA1F;
}
