using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace LatentDiffusion.Cli;

/// <summary>Failures in one line, for people.</summary>
internal static partial class Failures
{
    /// <summary>The message of an exception without what only programmers need; its type where the message may not suffice.</summary>
    public static string Explain(Exception e)
    {
        bool expected = IsOfArguments(e)
            || e is LatentDiffusionException or IOException or UnauthorizedAccessException or OutOfMemoryException;
        if (e is UnauthorizedAccessException && DeniedPath().Match(e.Message) is { Success: true } denied
            && Directory.Exists(denied.Groups[1].Value))
            return $"'{denied.Groups[1].Value}' is a folder; a file was expected."; // of which the system says only that access is denied
        string message = Lines().Replace(ParameterName().Replace(e.Message, ""), " ").Trim();
        return expected ? OptionNames.In(message) : $"unexpected {e.GetType().Name}: {message}";
    }

    /// <summary>Whether other arguments would help.</summary>
    public static bool IsOfArguments(Exception e) => e is ArgumentException or PromptFormatException or OptionsValidationException;

    [GeneratedRegex(@" \(Parameter '[^']*'\)")]
    private static partial Regex ParameterName();

    [GeneratedRegex("^Access to the path '(.+)' is denied")]
    private static partial Regex DeniedPath();

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex Lines();
}
