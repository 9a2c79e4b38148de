using System.Text;

namespace LatentDiffusion.Cli;

/// <summary>Names and what they mean in two columns, within the width of the help.</summary>
internal static class HelpColumns
{
    /// <summary>Widest line, for terminals of 80 columns and for mail.</summary>
    public const int Width = 80;

    private const int Left = 28, Indent = 2;

    /// <summary>Writes rows; a name that is too long has a line of its own.</summary>
    public static void Write(TextWriter output, IEnumerable<(string Name, string Meaning)> rows)
    {
        foreach (var (name, meaning) in rows)
        {
            string[] lines = [.. Wrap(meaning, Width - Left - Indent)];
            bool beside = name.Length + 2 <= Left && lines.Length > 0;
            output.WriteLine(new string(' ', Indent) + (beside ? name.PadRight(Left) + lines[0] : name));
            foreach (string line in beside ? lines.Skip(1) : lines) output.WriteLine(new string(' ', Left + Indent) + line);
        }
    }

    /// <summary>A text in lines of a width, broken between words; a word that is longer stays whole.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        StringBuilder line = new();
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }

        if (line.Length > 0) yield return line.ToString();
    }
}
