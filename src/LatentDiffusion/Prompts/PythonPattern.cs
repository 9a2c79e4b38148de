using System.Text;
using System.Text.RegularExpressions;

namespace LatentDiffusion.Prompts;

/// <summary>
/// Regular expressions that find what Python's do (https://docs.python.org/3/library/re.html): there words are of letters, numbers of all
/// kinds and underscores, without the marks and joiners of .NET's, and U+001C to U+001F are white space. They are for texts of
/// <see cref="SingleUnits"/>.
/// </summary>
internal static class PythonPattern
{
    private const string Space = @"\s\x1C-\x1F";

    private static readonly string Digit = $@"\d{SingleUnits.Digits}";
    private static readonly string Word = $@"\p{{L}}\p{{N}}_{SingleUnits.Digits}{SingleUnits.Words}";
    private static readonly string Boundary = $"(?:(?<=[{Word}])(?![{Word}])|(?<![{Word}])(?=[{Word}]))";

    private static readonly char[] Spaces =
        [.. Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(c => char.IsWhiteSpace(c) || c is >= '\x1C' and <= '\x1F')];

    /// <summary>Makes one of a pattern, which may have <c>\w \d \s</c> everywhere and <c>\D \S \b</c> outside of sets.</summary>
    public static Regex Compile(string pattern)
    {
        StringBuilder text = new();
        bool set = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] is '[' or ']') set = pattern[i] == '[';
            text.Append(pattern[i] == '\\' ? Escape(pattern[++i], set) : pattern[i].ToString());
        }

        return new Regex(text.ToString(), RegexOptions.CultureInvariant);
    }

    /// <summary>The text without white space at its ends: <c>str.strip</c>.</summary>
    public static string Strip(string text) => text.Trim(Spaces);

    private static string Escape(char kind, bool set) => (kind, set) switch
    {
        ('w', _) => Set(Word, set),
        ('d', _) => Set(Digit, set),
        ('s', _) => Set(Space, set),
        ('D', false) => Set($"^{Digit}", set),
        ('S', false) => Set($"^{Space}", set),
        ('b', false) => Boundary,
        _ => $"\\{kind}",
    };

    private static string Set(string characters, bool within) => within ? characters : $"[{characters}]";
}
