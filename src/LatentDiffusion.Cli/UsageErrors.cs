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
        if (Names(command).Contains(name)) return $"'{text}' follows --, after which there are no options.";
        if (Nearest.Of(name, Names(command)) is { } near) return $"{message} Did you mean '{near}'?";
        Command? other = command.Subcommands.FirstOrDefault(c => Names(c).Contains(name));
        return other is null ? message : $"{message} It is one of 'latentdiffusion {other.Name}'.";
    }

    /// <summary>Refuses an option that does not exist where it would pass for the value of an argument.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="command">Its command.</param>
    /// <param name="isMeant">Whether a text is meant as a value, whatever it begins with.</param>
    public static void RefuseOptions(Argument argument, Command command, Func<string, bool> isMeant) => argument.Validators.Add(result =>
    {
        foreach (Token token in result.Tokens)
            if (token.Value is ['-', not ' ', ..] && !isMeant(token.Value)) result.AddError(NoOption(token.Value, command));
    });

    private static IEnumerable<string> Names(Command command) =>
        command.Options.SelectMany(o => o.Aliases.Append(o.Name)).Where(n => n.StartsWith("--", StringComparison.Ordinal));
}
