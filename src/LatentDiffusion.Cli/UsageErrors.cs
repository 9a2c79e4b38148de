using System.CommandLine;
using System.CommandLine.Parsing;

namespace LatentDiffusion.Cli;

/// <summary>Wrong arguments in one line, for people.</summary>
internal static class UsageErrors
{
    /// <summary>The first fault; what follows it is often only its consequence.</summary>
    public static string Explain(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.FirstOrDefault(t => t.StartsWith('-')) is { } option) return $"There is no option '{option}'.";
        if (parsed.Errors.FirstOrDefault(e => e.SymbolResult is ArgumentResult) is { } error) return error.Message;
        return parsed.UnmatchedTokens.Count > 0
            ? $"'{parsed.UnmatchedTokens[0]}' is one argument too many. A prompt of several words needs quotes."
            : parsed.Errors[0].Message;
    }
}
