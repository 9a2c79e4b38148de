using System.CommandLine;
using LatentDiffusion.Hub;

namespace LatentDiffusion.Cli;

/// <summary>Removes models from the cache.</summary>
internal static class RemoveCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Command command = new("remove", "Removes models from the cache, which other programs may share.");
        Argument<string[]> names = new("names")
        {
            Description = "Names as 'list' shows them; org/name@revision for one revision of several.", Arity = ArgumentArity.OneOrMore,
        };
        command.Add(names);
        command.SetAction(parsed =>
        {
            using ModelHub hub = new();
            foreach (string name in parsed.GetRequiredValue(names))
                Console.Out.WriteLine($"removed {name}, {ByteSize.Text(hub.Remove(name))} freed");
        });
        return command;
    }
}
