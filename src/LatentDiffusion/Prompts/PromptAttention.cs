using System.Globalization;
using System.Text.RegularExpressions;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Prompts;

/// <summary>
/// The weights of a prompt: <c>(more)</c> counts 1.1 times as much, <c>[less]</c> as much divided by 1.1, <c>(this:1.5)</c> 1.5 times;
/// brackets nest, <c>\(</c>, <c>\)</c>, <c>\[</c>, <c>\]</c> and <c>\\</c> are characters, and <c>BREAK</c> begins a new chunk.
/// </summary>
/// <remarks>
/// As https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/v1.10.0/modules/prompt_parser.py, <c>parse_prompt_attention</c>, reads
/// it: brackets left open count as closed at the end, and those never opened are text.
/// </remarks>
internal static partial class PromptAttention
{
    private const double More = 1.1, Less = 1 / 1.1;

    // A weight of 1.1 to the power of this is beyond all use; without a bound, time would be quadratic in the length.
    private const int DeepestNesting = 256;

    /// <summary>The pieces of a prompt with their weights; neighbours of one weight are one piece.</summary>
    /// <exception cref="PromptFormatException">A weight is not a number, or more than 256 brackets are open at once.</exception>
    public static List<WeightedText> Parse(string prompt)
    {
        var pieces = new List<WeightedText>();
        Stack<int> round = new(), square = new();
        foreach (ValueMatch match in Syntax().EnumerateMatches(prompt))
        {
            string text = prompt.Substring(match.Index, match.Length);
            if (text[0] == '\\') pieces.Add(new(text[1..], 1));
            else if (text == "(") round.Push(pieces.Count);
            else if (text == "[") square.Push(pieces.Count);
            else if (text[0] == ':' && text.Length > 1 && round.Count > 0)
                Multiply(pieces, round.Pop(), ReadWeight(prompt, match.Index, text));
            else if (text == ")" && round.Count > 0) Multiply(pieces, round.Pop(), More);
            else if (text == "]" && square.Count > 0) Multiply(pieces, square.Pop(), Less);
            else AddText(pieces, text);
            if (round.Count + square.Count > DeepestNesting)
                throw new PromptFormatException(
                    $"Expected at most {DeepestNesting} open brackets, but position {match.Index} of the prompt opens one more.",
                    match.Index);
        }
        while (round.Count > 0) Multiply(pieces, round.Pop(), More);
        while (square.Count > 0) Multiply(pieces, square.Pop(), Less);
        return pieces.Count == 0 ? [new("", 1)] : Joined(pieces);
    }

    /// <summary>The text with its brackets and backslashes escaped, so that it reads back as plain text.</summary>
    public static string Escape(string text) => Special().Replace(text, @"\$0");

    private static void AddText(List<WeightedText> pieces, string text)
    {
        List<string> parts = PromptText.SplitAtWord(text, WeightedText.Break.Text);
        for (int i = 0; i < parts.Count; i++)
        {
            ReadOnlySpan<char> part = parts[i];
            if (i > 0)
            {
                pieces.Add(WeightedText.Break);
                part = PromptText.TrimStart(part);
            }
            if (i < parts.Count - 1) part = PromptText.TrimEnd(part);
            pieces.Add(new(part.ToString(), 1));
        }
    }

    private static void Multiply(List<WeightedText> pieces, int from, double weight)
    {
        for (int i = from; i < pieces.Count; i++) pieces[i] = pieces[i] with { Weight = pieces[i].Weight * weight };
    }

    private static double ReadWeight(string prompt, int position, string text)
    {
        ReadOnlySpan<char> number = PromptText.TrimEnd(PromptText.TrimStart(text.AsSpan()[1..^1]));
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (double.TryParse(number, Style, CultureInfo.InvariantCulture, out double weight) && double.IsFinite(weight)) return weight;
        string before = prompt[Math.Max(0, position - 20)..position];
        throw new PromptFormatException(
            $"Expected a weight, such as 1.2, at position {position} of the prompt, after \"{before}\", "
            + $"but there is \"{Shown.Of(number.ToString())}\".",
            position);
    }

    private static List<WeightedText> Joined(List<WeightedText> pieces)
    {
        var joined = new List<WeightedText>();
        for (int i = 0, end; i < pieces.Count; i = end)
        {
            for (end = i + 1; end < pieces.Count && pieces[end].Weight == pieces[i].Weight;) end++;
            joined.Add(new(string.Concat(pieces[i..end].Select(p => p.Text)), pieces[i].Weight));
        }
        return joined;
    }

    [GeneratedRegex(@"\\[()\[\]\\]|\\|\(|\[|:[\s\x1C-\x1F]*[+-]?[.\d]+[\s\x1C-\x1F]*\)|\)|\]|[^\\()\[\]:]+|:")]
    private static partial Regex Syntax();

    [GeneratedRegex(@"[()\[\]\\]")]
    private static partial Regex Special();
}
