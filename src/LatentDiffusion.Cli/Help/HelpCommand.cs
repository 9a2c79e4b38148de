using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>Shows the help of a command; without it, the word would be drawn.</summary>
internal static class HelpCommand
{
    /// <summary>Describes the command.</summary>
    /// <param name="root">The command whose help is shown where none is named.</param>
    public static Command Create(Command root)
    {
        Argument<string[]> names = new("command") { Description = "The command.", Arity = ArgumentArity.ZeroOrMore };
        Command command = new("help", "Shows this help, or that of a command.") { names };
        command.SetAction(parsed =>
        {
            Command shown = root;
            foreach (string name in parsed.GetValue(names) ?? [])
            {
                shown = shown.Subcommands.FirstOrDefault(c => c.Name == name || c.Aliases.Contains(name))
                    ?? throw new ArgumentException(
                        $"There is no command '{name}'.{Nearest.Hint(name, shown.Subcommands.Select(c => c.Name))}");
            }

            GroupedHelp.Write(shown, Console.Out);
        });
        return command;
    }
}
