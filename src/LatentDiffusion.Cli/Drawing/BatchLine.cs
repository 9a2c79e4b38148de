using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace LatentDiffusion.Cli;

/// <summary>
/// A line with a prompt and options behind it: <c>a red apple --seed 3 -n "dark, blurry"</c>. A prompt in quotes may hold what looks like one.
/// </summary>
internal static partial class BatchLine
{
    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="where">File and line, for messages.</param>
    /// <exception cref="ArgumentException">Something stands between the options.</exception>
    public static BatchEntry Read(string line, string? where)
    {
        Match first = Option().Match(line, EndOfQuoted(line));
        string prompt = Unquote((first.Success ? line[..first.Index] : line).Trim());
        List<KeyValuePair<string, string?>> values = [];
        if (prompt.Length > 0) values.Add(new(BatchEntry.Prompt, prompt));
        string[] words = first.Success ? [.. CommandLineParser.SplitCommandLine(line[first.Index..])] : [];
        for (int i = 0; i < words.Length; i++)
        {
            if (!IsOption(words[i]))
                throw new ArgumentException(
                    $"{where}: '{words[i]}' follows no option. A value of several words needs quotes.".TrimStart(':', ' '));
            int equals = words[i].IndexOf('=', StringComparison.Ordinal);
            string name = BatchEntry.NameOf(equals < 0 ? words[i] : words[i][..equals]);
            bool hasValue = equals < 0 && i + 1 < words.Length && !IsOption(words[i + 1]);
            values.Add(new(name, equals >= 0 ? words[i][(equals + 1)..] : hasValue ? words[++i] : null));
        }

        return new BatchEntry(where, values);
    }

    private static bool IsOption(string word) => Option().Match(word) is { Success: true, Index: 0 };

    /// <summary>Where a prompt in quotes ends, within which no option begins; 0 where there is none.</summary>
    private static int EndOfQuoted(string line)
    {
        int end = line.StartsWith('"') ? line.IndexOf('"', 1) : -1;
        return end > 0 && (end + 1 == line.Length || char.IsWhiteSpace(line[end + 1])) ? end + 1 : 0;
    }

    private static string Unquote(string text) =>
        text is ['"', .. var inner, '"'] && !inner.Contains('"', StringComparison.Ordinal) ? inner : text;

    [GeneratedRegex(@"(?:^|(?<=\s))(?:--[A-Za-z]|-[A-Za-z](?=[\s=]|$))")]
    private static partial Regex Option();
}
