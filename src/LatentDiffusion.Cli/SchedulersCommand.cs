using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>Lists the sampling methods.</summary>
internal static class SchedulersCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Command command = new("schedulers", "Lists the names that --scheduler takes.");
        command.SetAction(_ =>
        {
            foreach (string name in Schedulers.ClassNames) Console.Out.WriteLine(name);
        });
        return command;
    }
}
