using System.Text;

namespace LatentDiffusion.Prompts;

/// <summary>
/// Puts one UTF-16 unit in place of each character that has two, which to .NET's regular expressions are two, and neither letter nor
/// digit. What stands in are single surrogates, which a text must not have; which ones tells whether it is a letter, a digit or neither.
/// </summary>
internal sealed class SingleUnits
{
    /// <summary>The units for digits, and for letters and other numbers, as parts of a set in a regular expression.</summary>
    public const string Digits = @"\uD800-\uD9FF", Words = @"\uDA00-\uDCFF";

    private readonly Dictionary<Rune, char> _units = [];
    private readonly Dictionary<char, Rune> _characters = [];
    private (int Next, int End) _digits = (0xD800, 0xDA00), _words = (0xDA00, 0xDD00), _others = (0xDD00, 0xE000);

    /// <summary>The text with single units. Where it has more different characters than there are of these, the rest is U+FFFD.</summary>
    public string From(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return text;
        StringBuilder single = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) single.Append(rune.IsBmp ? (char)rune.Value : UnitOf(rune));
        return single.ToString();
    }

    /// <summary>What is left of such a text, with its own characters.</summary>
    public string Back(string text)
    {
        if (_characters.Count == 0) return text;
        StringBuilder own = new(text.Length);
        foreach (char unit in text)
            if (_characters.TryGetValue(unit, out Rune rune)) own.Append(rune.ToString());
            else own.Append(unit);
        return own.ToString();
    }

    private char UnitOf(Rune rune)
    {
        if (_units.TryGetValue(rune, out char unit)) return unit;
        bool isWord = Rune.IsLetter(rune) || Rune.IsNumber(rune);
        ref (int Next, int End) kind = ref Rune.IsDigit(rune) ? ref _digits : ref isWord ? ref _words : ref _others;
        if (kind.Next == kind.End) return (char)Rune.ReplacementChar.Value;
        unit = (char)kind.Next++;
        _units[rune] = unit;
        _characters[unit] = rune;
        return unit;
    }
}
