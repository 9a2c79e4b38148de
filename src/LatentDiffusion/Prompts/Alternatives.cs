using System.Globalization;

namespace LatentDiffusion.Prompts;

/// <summary>What stands between braces in a prompt: alternatives, how many of them to take, and what to put between them.</summary>
/// <param name="Least">How many to take at least.</param>
/// <param name="Most">How many to take at most.</param>
/// <param name="Between">What is put between several.</param>
/// <param name="Choices">The alternatives and their weights.</param>
internal sealed record Alternatives(int Least, int Most, string Between, IReadOnlyList<(double Weight, string Text)> Choices)
{
    private const string Mark = "$$", WeightMark = "::";

    /// <summary>Reads what stands between braces; null where it is no choice, but text.</summary>
    public static Alternatives? Read(string content)
    {
        IReadOnlyList<string> parts = Split(content);
        if (parts.Count < 2) return null;
        string first = parts[0], between = ", ";
        int least = 1, most = 1, mark = first.IndexOf(Mark, StringComparison.Ordinal);
        if (mark >= 0 && Range(first[..mark]) is { } range)
        {
            (least, most) = range;
            first = first[(mark + Mark.Length)..];
            mark = first.IndexOf(Mark, StringComparison.Ordinal);
            if (mark >= 0) (between, first) = (first[..mark], first[(mark + Mark.Length)..]);
        }

        (double, string)[] choices = [.. parts.Skip(1).Prepend(first).Select(Weighted)];
        return new(Math.Min(least, choices.Length), Math.Min(Math.Max(least, most), choices.Length), between, choices);
    }

    /// <summary>Takes some, each at most once.</summary>
    public IReadOnlyList<string> Take(SeededChoice random)
    {
        int count = Least + random.Below(Most - Least + 1);
        List<(double Weight, string Text)> left = [.. Choices];
        List<string> taken = [];
        for (int i = 0; i < count; i++)
        {
            double place = random.Share() * left.Sum(c => c.Weight);
            int index = 0;
            while (index < left.Count - 1 && place >= left[index].Weight) place -= left[index++].Weight;
            taken.Add(left[index].Text);
            left.RemoveAt(index);
        }

        return taken;
    }

    private static (double Weight, string Text) Weighted(string part)
    {
        int mark = part.IndexOf(WeightMark, StringComparison.Ordinal);
        return mark > 0 && double.TryParse(part.AsSpan(0, mark), NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
            && double.IsFinite(weight) && weight >= 0
            ? (weight, part[(mark + WeightMark.Length)..]) : (1, part);
    }

    /// <summary>A number, or two with a hyphen between.</summary>
    private static (int Least, int Most)? Range(string text)
    {
        string[] ends = text.Split('-');
        return ends.Length is 1 or 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int least)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int most) ? (least, most) : null;
    }

    /// <summary>Splits at the bars that are not within inner braces.</summary>
    private static List<string> Split(string content)
    {
        List<string> parts = [];
        int begin = 0, depth = 0;
        for (int i = 0; i < content.Length; i++)
        {
            if (content[i] == '\\') i++;
            else if (content[i] == '{') depth++;
            else if (content[i] == '}') depth--;
            else if (content[i] == '|' && depth == 0)
            {
                parts.Add(content[begin..i]);
                begin = i + 1;
            }
        }

        parts.Add(content[begin..]);
        return parts;
    }
}
