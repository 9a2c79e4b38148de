using System.Text.RegularExpressions;

namespace LatentDiffusion.Tests;

/// <summary>The named regions of a source file: what the README shows of code that compiles.</summary>
internal static partial class SourceRegions
{
    /// <summary>The regions by their text, without indentation.</summary>
    /// <param name="source">The text of the file.</param>
    public static IEnumerable<(string Text, string Name)> Of(string source) =>
        Pattern().Matches(source).Select(m => (Unindent(m.Groups[2].Value), m.Groups[1].Value));

    private static string Unindent(string text)
    {
        string[] lines = text.Split('\n');
        int indent = lines.Where(l => l.Trim().Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length >= indent ? l[indent..] : "")).Trim();
    }

    [GeneratedRegex(@"#region (\w+)\n(.*?)\n[ ]*#endregion", RegexOptions.Singleline)]
    private static partial Regex Pattern();
}
