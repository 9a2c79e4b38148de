using System.Text;

namespace LatentDiffusion.Tokenizers;

/// <summary>
/// Unicode normalisation forms C and D (Unicode Standard Annex 15) and lower case by the tables of <see cref="UnicodeData"/>.
/// </summary>
/// <remarks>Lone surrogates become U+FFFD. Time is linear in the length, but for the sorting of runs of combining marks.</remarks>
internal static class UnicodeNormalization
{
    // Hangul syllables are composed by arithmetic: The Unicode Standard, section 3.12.
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28;

    /// <summary>Form C: composed.</summary>
    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF')) return text;
        List<int> marks = Decomposed(text), composed = new(marks.Count);
        int starter = -1, lastClass = 0;
        foreach (int codePoint in marks)
        {
            int combiningClass = UnicodeData.Instance.CombiningClass(codePoint);
            bool reaches = starter >= 0 && (starter == composed.Count - 1 || lastClass < combiningClass);
            if (reaches && TryCompose(composed[starter], codePoint, out int composite))
            {
                composed[starter] = composite;
                continue;
            }
            if (combiningClass == 0) starter = composed.Count;
            lastClass = combiningClass;
            composed.Add(codePoint);
        }
        return ToString(composed);
    }

    /// <summary>Form D: decomposed, combining marks in canonical order.</summary>
    public static string Decompose(string text) =>
        text.AsSpan().ContainsAnyExceptInRange('\0', '\u00BF') ? ToString(Decomposed(text)) : text;

    /// <summary>Lower case, character by character, regardless of language and context.</summary>
    public static string Lower(string text)
    {
        var lower = new StringBuilder(text.Length);
        Span<char> pair = stackalloc char[2];
        foreach (Rune rune in text.EnumerateRunes())
            if (!rune.IsAscii && UnicodeData.Instance.TryLower(rune.Value, out string? special)) lower.Append(special);
            else lower.Append(pair[..Rune.ToLowerInvariant(rune).EncodeToUtf16(pair)]);
        return lower.ToString();
    }

    private static List<int> Decomposed(string text)
    {
        var result = new List<int>(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) Decompose(rune.Value, result);
        SortMarks(result);
        return result;
    }

    private static void Decompose(int codePoint, List<int> result)
    {
        int syllable = codePoint - SyllableBase;
        if (syllable is >= 0 and < LeadCount * VowelCount * TrailCount)
        {
            result.Add(LeadBase + syllable / (VowelCount * TrailCount));
            result.Add(VowelBase + syllable / TrailCount % VowelCount);
            if (syllable % TrailCount != 0) result.Add(TrailBase + syllable % TrailCount);
        }
        else if (UnicodeData.Instance.TryDecompose(codePoint, out var parts))
        {
            Decompose(parts.First, result);
            if (parts.Second != 0) Decompose(parts.Second, result);
        }
        else
        {
            result.Add(codePoint);
        }
    }

    private static void SortMarks(List<int> codePoints)
    {
        UnicodeData data = UnicodeData.Instance;
        for (int start = 0; start < codePoints.Count; start++)
        {
            if (data.CombiningClass(codePoints[start]) == 0) continue;
            int end = start + 1;
            while (end < codePoints.Count && data.CombiningClass(codePoints[end]) != 0) end++;
            if (end - start > 1)
            {
                List<int> run = codePoints.GetRange(start, end - start);
                int i = start;
                foreach (int mark in run.OrderBy(data.CombiningClass)) codePoints[i++] = mark; // a stable sort, as the order asks
            }
            start = end;
        }
    }

    private static bool TryCompose(int first, int second, out int composite)
    {
        int lead = first - LeadBase, vowel = second - VowelBase;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            composite = SyllableBase + (lead * VowelCount + vowel) * TrailCount;
            return true;
        }
        int syllable = first - SyllableBase, trail = second - TrailBase;
        if (syllable is >= 0 and < LeadCount * VowelCount * TrailCount && syllable % TrailCount == 0 && trail is > 0 and < TrailCount)
        {
            composite = first + trail;
            return true;
        }
        return UnicodeData.Instance.TryCompose(first, second, out composite);
    }

    private static string ToString(List<int> codePoints)
    {
        var text = new StringBuilder(codePoints.Count);
        Span<char> pair = stackalloc char[2];
        foreach (int codePoint in codePoints) text.Append(pair[..new Rune(codePoint).EncodeToUtf16(pair)]);
        return text.ToString();
    }
}
