using System.Text.RegularExpressions;

namespace LatentDiffusion.Cli;

/// <summary>Failures in one line, for people.</summary>
internal static partial class Failures
{
    /// <summary>The message of an exception without what only programmers need; its type where the message may not suffice.</summary>
    public static string Explain(Exception e)
    {
        bool expected =
            e is LatentDiffusionException or ArgumentException or IOException or UnauthorizedAccessException or OutOfMemoryException;
        string message = Lines().Replace(ParameterName().Replace(e.Message, ""), " ").Trim();
        return expected ? OptionNames.In(message) : $"unexpected {e.GetType().Name}: {message}";
    }

    [GeneratedRegex(@" \(Parameter '[^']*'\)")]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex Lines();
}
