using System.Globalization;
using System.Text;

namespace LatentDiffusion.Hub;

/// <summary>Text from elsewhere, made fit to be shown: a terminal obeys control characters, and some marks turn text around.</summary>
internal static class RemoteText
{
    private const int MaxLength = 2000;

    /// <summary>
    /// The text with a space for each line break and tab, without other control and formatting characters, cut where it is long.
    /// </summary>
    public static string Clean(string text)
    {
        StringBuilder clean = new(Math.Min(text.Length, MaxLength));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length >= MaxLength)
            {
                clean.Append('…');
                break;
            }

            if (rune.Value is '\t' or '\n' or '\r') clean.Append(' ');
            else if (IsShown(rune)) clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
