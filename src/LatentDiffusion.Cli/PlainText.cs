using System.Globalization;
using System.Text;

namespace LatentDiffusion.Cli;

/// <summary>
/// Texts of files and arguments as they may reach a terminal: without control characters, which would steer it, and without marks that turn
/// the direction of writing.
/// </summary>
internal static class PlainText
{
    /// <summary>The text with such characters written out: <c>\u001B</c>.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsUnsafe)) return text;
        StringBuilder plain = new(text.Length + 16);
        foreach (char c in text)
        {
            if (IsUnsafe(c)) plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else plain.Append(c);
        }

        return plain.ToString();
    }

    /// <summary>Whether a character could do more than be shown; line breaks and tabs are left.</summary>
    public static bool IsUnsafe(char c) => (char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
        || c is '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
