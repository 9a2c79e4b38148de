using System.CommandLine;
using System.Reflection;

namespace LatentDiffusion.Cli;

/// <summary>Shows the version; without it, the word would be drawn.</summary>
internal static class VersionCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Command command = new("version", "Shows the version.");
        command.SetAction(_ => Console.Out.WriteLine(
            typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion.Split('+')[0]));
        return command;
    }
}
