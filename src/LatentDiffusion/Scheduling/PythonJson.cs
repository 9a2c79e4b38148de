using System.Text;

namespace LatentDiffusion.Scheduling;

/// <summary>Numbers that Python writes into JSON although JSON has none of them: infinities and NaN, as bare words.</summary>
internal static class PythonJson
{
    private static readonly (string Word, double Value)[] Specials =
        [("-Infinity", double.NegativeInfinity), ("Infinity", double.PositiveInfinity), ("NaN", double.NaN)];

    /// <summary>The text with bare words in quotes, so that it is JSON; what is in quotes already stays as it is.</summary>
    public static string QuoteSpecials(string json)
    {
        StringBuilder quoted = new(json.Length);
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            if (json[i] == '"') inString = !inString;
            if (inString && json[i] == '\\' && i + 1 < json.Length)
            {
                quoted.Append(json, i++, 2);
            }
            else if (!inString && WordAt(json, i) is { } word)
            {
                quoted.Append('"').Append(word).Append('"');
                i += word.Length - 1;
            }
            else
            {
                quoted.Append(json[i]);
            }
        }

        return quoted.ToString();
    }

    /// <summary>The number that a quoted word stands for, or null.</summary>
    public static double? Special(string word)
    {
        foreach (var (known, value) in Specials)
            if (known == word) return value;
        return null;
    }

    /// <summary>The word of an infinity or of NaN.</summary>
    public static string Word(double value) => Specials.First(special => special.Value.Equals(value)).Word;

    private static string? WordAt(string json, int index)
    {
        if (json[index] is not ('-' or 'I' or 'N')) return null;
        foreach (var (word, _) in Specials)
            if (string.CompareOrdinal(json, index, word, 0, word.Length) == 0) return word;
        return null;
    }
}
