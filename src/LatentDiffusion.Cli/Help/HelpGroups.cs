using System.CommandLine;
using System.Runtime.CompilerServices;

namespace LatentDiffusion.Cli;

/// <summary>Under which heading the help lists an option.</summary>
internal static class HelpGroups
{
    /// <summary>The heading of options that have none.</summary>
    public const string Other = "Options";

    private static readonly ConditionalWeakTable<Option, string> Groups = [];

    /// <summary>Adds options to a command, under a heading in its help.</summary>
    public static void Add(this Command command, string group, params IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            command.Add(option);
            Groups.AddOrUpdate(option, group);
        }
    }

    /// <summary>The heading of an option.</summary>
    public static string Of(Option option) => Groups.TryGetValue(option, out string? group) ? group : Other;
}
