using System.Buffers;
using System.Globalization;
using System.Text;

namespace LatentDiffusion.Tokenizers;

/// <summary>Cuts a text at its added tokens: the leftmost match counts, and of several at one place the longest.</summary>
internal sealed class AddedTokenSplitter
{
    private readonly SearchValues<string> _search;
    private readonly StringComparison _comparison;
    private readonly Dictionary<char, (string Pattern, AddedToken Token, int Id)[]> _byFirstChar;

    /// <summary>Makes the splitter.</summary>
    /// <param name="tokens">Each token, its id, and the text by which it is found.</param>
    /// <param name="anyCase">Whether the case of letters makes no difference; where tokens differ in nothing else, it does.</param>
    public AddedTokenSplitter(IEnumerable<(string Pattern, AddedToken Token, int Id)> tokens, bool anyCase = false)
    {
        var all = tokens.Where(t => t.Pattern.Length > 0).ToList();
        _comparison = anyCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        _search = SearchValues.Create([.. all.Select(t => t.Pattern)], _comparison);
        _byFirstChar = all.GroupBy(t => Key(t.Pattern[0]))
            .ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Pattern.Length).ToArray());
    }

    /// <summary>
    /// The pieces of a text in order: either a token's id, or the range of the text between two tokens, never empty. White space that one
    /// token takes with it may be another token, or the beginning of one, as in the tokenizers library: then their ranges overlap.
    /// </summary>
    public IEnumerable<(int? Id, Range Text)> Split(string text)
    {
        int done = 0, from = 0;
        while (from < text.Length && text.AsSpan(from).IndexOfAny(_search) is >= 0 and var offset)
        {
            int start = from + offset;
            var (pattern, token, id) = LongestAt(text, start);
            int end = start + pattern.Length;
            from = end;
            if (token.SingleWord && (EndsInWord(text.AsSpan(0, start)) || BeginsWithWord(text.AsSpan(end)))) continue;
            if (token.LeftStrip) start = Math.Max(done, text.AsSpan(0, start).TrimEnd().Length);
            if (token.RightStrip) end = text.Length - text.AsSpan(end).TrimStart().Length;
            if (start > done) yield return (null, done..start);
            if (start < end) yield return (id, start..end); // else it is white space, all of which the token before has taken
            done = end;
        }
        if (done < text.Length) yield return (null, done..text.Length);
    }

    private (string Pattern, AddedToken Token, int Id) LongestAt(string text, int start)
    {
        var candidates = _byFirstChar[Key(text[start])];
        int first = Array.FindIndex(candidates, c => text.AsSpan(start).StartsWith(c.Pattern, _comparison));
        if (first < 0) throw new InvalidOperationException("The search found a token where none begins.");
        int length = candidates[first].Pattern.Length;
        int exact = Array.FindIndex(candidates, first, c => text.AsSpan(start).StartsWith(c.Pattern, StringComparison.Ordinal));
        return candidates[exact >= 0 && candidates[exact].Pattern.Length == length ? exact : first];
    }

    private char Key(char first) => _comparison == StringComparison.OrdinalIgnoreCase ? char.ToUpperInvariant(first) : first;

    private static bool EndsInWord(ReadOnlySpan<char> text) =>
        Rune.DecodeLastFromUtf16(text, out Rune last, out _) == OperationStatus.Done && IsWord(last);

    private static bool BeginsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out Rune first, out _) == OperationStatus.Done && IsWord(first);

    /// <summary>
    /// Whether it is one of <c>\w</c> to Rust's regular expressions: Alphabetic, marks, decimal digits, connectors and joiners
    /// (Unicode Technical Standard 18, annex C). Of what is Alphabetic only circled and squared letters have another category.
    /// </summary>
    private static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        <= UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation => true, // letters, marks, digits, in this order
        UnicodeCategory.OtherSymbol => rune.Value is >= 0x24B6 and <= 0x24E9 or >= 0x1F130 and <= 0x1F149 or >= 0x1F150 and <= 0x1F169
            or >= 0x1F170 and <= 0x1F189,
        _ => rune.Value is 0x200C or 0x200D,
    };
}
