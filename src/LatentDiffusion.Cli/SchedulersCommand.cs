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
            int width = Schedulers.Names.Max(n => n.Name.Length);
            foreach (SchedulerName name in Schedulers.Names) Console.Out.WriteLine($"{name.Name.PadRight(width)}  {name.Meaning}");
        });
        return command;
    }
}
