using System.Buffers;
using System.Text;

namespace LatentDiffusion.Prompts;

/// <summary>White space and words as Python's regular expressions have them, in which the prompt syntax was written.</summary>
internal static class PromptText
{
    /// <summary>Whether a character is white space: .NET's, and the four separators of ASCII.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    /// <summary>The text without white space at its end.</summary>
    public static ReadOnlySpan<char> TrimEnd(ReadOnlySpan<char> text)
    {
        while (text.Length > 0 && IsSpace(text[^1])) text = text[..^1];
        return text;
    }

    /// <summary>The text without white space at its start.</summary>
    public static ReadOnlySpan<char> TrimStart(ReadOnlySpan<char> text)
    {
        while (text.Length > 0 && IsSpace(text[0])) text = text[1..];
        return text;
    }

    /// <summary>The parts of a text between the places where a word stands by itself.</summary>
    public static List<string> SplitAtWord(string text, string word)
    {
        var parts = new List<string>();
        int done = 0;
        for (int at = text.IndexOf(word, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(word, at + word.Length, StringComparison.Ordinal))
        {
            if (EndsInWord(text.AsSpan(0, at)) || BeginsWithWord(text.AsSpan(at + word.Length))) continue;
            parts.Add(text[done..at]);
            done = at + word.Length;
        }
        parts.Add(text[done..]);
        return parts;
    }

    private static bool EndsInWord(ReadOnlySpan<char> text) =>
        Rune.DecodeLastFromUtf16(text, out Rune last, out _) == OperationStatus.Done && IsWord(last);

    private static bool BeginsWithWord(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out Rune first, out _) == OperationStatus.Done && IsWord(first);

    private static bool IsWord(Rune rune) => Rune.IsLetter(rune) || Rune.IsNumber(rune) || rune.Value == '_';
}
