using System.Globalization;
using System.Text;

namespace LatentDiffusion.Errors;

/// <summary>How values of files and requests are shown in messages: of bounded length, and harmless to a terminal.</summary>
internal static class Shown
{
    /// <summary>Characters of a value that a message shows.</summary>
    public const int Longest = 200;

    private const int LongestCause = 500; // with a path in it

    /// <summary>The beginning of a text, its control characters written out: <c>\u001B</c>.</summary>
    /// <param name="text">The text; null is shown as <c>null</c>.</param>
    /// <param name="longest">The most characters of it.</param>
    public static string Of(string? text, int longest = Longest)
    {
        if (text is null) return "null";
        int end = Math.Min(text.Length, longest);
        StringBuilder? shown = null;
        for (int i = 0; i < end; i++)
        {
            bool pair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            if (pair || !IsUnsafe(text[i])) shown?.Append(text, i, pair ? 2 : 1);
            else (shown ??= new StringBuilder(text, 0, i, end + 16)).Append(Escape(text[i]));
            if (pair) i++;
        }

        string start = shown?.ToString() ?? text[..(end < text.Length && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
        return text.Length > longest ? start + "..." : start;
    }

    /// <summary>The same for any value, in the invariant culture.</summary>
    public static string Of(object? value) => Of(value is IFormattable number
        ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString());

    /// <summary>What another library said, which may quote what it read.</summary>
    public static string Cause(Exception e) => Of(e.Message.TrimEnd('.'), LongestCause);

    /// <summary>Controls, and what turns the direction of writing or is no character by itself.</summary>
    private static bool IsUnsafe(char c) => char.IsControl(c) || char.IsSurrogate(c)
        || c is '\u2028' or '\u2029' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Escape(char c) =>
        c is '\n' or '\r' or '\t' ? " " : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
}
