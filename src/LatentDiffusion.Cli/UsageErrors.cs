using System.CommandLine;
using System.CommandLine.Parsing;

namespace LatentDiffusion.Cli;

/// <summary>Wrong arguments in one line, for people.</summary>
internal static class UsageErrors
{
    /// <summary>The first fault; what follows it is often only its consequence.</summary>
    public static string Explain(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.FirstOrDefault(t => t.StartsWith('-')) is { } option)
            return NoOption(option, parsed.CommandResult.Command);
        if (parsed.Errors.FirstOrDefault(e => e.SymbolResult is ArgumentResult) is { } error) return error.Message;
        return parsed.UnmatchedTokens.Count > 0
            ? $"'{parsed.UnmatchedTokens[0]}' is one argument too many. A prompt of several words needs quotes."
            : parsed.Errors[0].Message;
    }

    /// <summary>That a command has no option of a name, and which was meant.</summary>
    public static string NoOption(string text, Command command)
    {
        string name = text.Split('=', ':')[0];
        string message = $"There is no option '{text}'.";
        if (Nearest.Of(name, Names(command)) is { } near) return $"{message} Did you mean '{near}'?";
        Command? other = command.Subcommands.FirstOrDefault(c => Names(c).Contains(name));
        return other is null ? message : $"{message} It is one of 'latentdiffusion {other.Name}'.";
    }

    private static IEnumerable<string> Names(Command command) =>
        command.Options.SelectMany(o => o.Aliases.Append(o.Name)).Where(n => n.StartsWith("--", StringComparison.Ordinal));
}
