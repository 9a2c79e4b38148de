using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LatentDiffusion.Cli;

/// <summary>The help of a command: usage, examples, commands, and options under headings, in 80 columns.</summary>
internal sealed class GroupedHelp : SynchronousCommandLineAction
{
    private static readonly string[] Examples =
    [
        "latentdiffusion \"a red apple\" --seed 42",
        "latentdiffusion \"a {red|green} apple\" --count 4 --grid",
        "latentdiffusion \"a green apple\" --init apple.png --strength 0.6",
        "latentdiffusion --from prompts.txt --output pictures/",
        "latentdiffusion info apple.png --again",
        "latentdiffusion serve",
    ];

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>The option that shows it, for one command.</summary>
    public static HelpOption Option() => new() { Action = new GroupedHelp(), Description = "Show this help." };

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return 0;
    }

    /// <summary>Writes the help of a command.</summary>
    public static void Write(Command command, TextWriter output)
    {
        foreach (string line in HelpColumns.Wrap(command.Description ?? "", HelpColumns.Width)) output.WriteLine(line);
        Heading(output, "Usage");
        output.WriteLine($"  {Usage(command)}");
        if (command.Subcommands.Count > 0 && command.Action is not null)
            output.WriteLine($"  {FullName(command)} COMMAND [options]");
        bool isRoot = !command.Parents.Any();
        if (isRoot)
        {
            Heading(output, "Examples");
            foreach (string example in Examples) output.WriteLine($"  {example}");
        }

        Section(output, "Arguments", command.Arguments.Select(a => ($"<{a.HelpName ?? a.Name}>", a.Description ?? "")));
        Section(output, "Commands", command.Subcommands.Select(c => (string.Join(", ", c.Aliases.Prepend(c.Name)), FirstSentence(c))));
        IEnumerable<Option> inherited = AncestorsOf(command).SelectMany(c => c.Options).Where(o => o.Recursive);
        IEnumerable<Option> shown = command.Options.Concat(inherited).Where(o => !o.Hidden);
        foreach (var group in shown.GroupBy(HelpGroups.Of).OrderBy(g => g.Key == HelpGroups.Other))
            Section(output, group.Key, group.Select(o => (Label(o), o.Description ?? "")));
        if (isRoot)
        {
            output.WriteLine();
            output.WriteLine($"'{command.Name} help COMMAND' tells more of a command.");
        }
    }

    private static void Section(TextWriter output, string heading, IEnumerable<(string Name, string Meaning)> rows)
    {
        (string, string)[] all = [.. rows];
        if (all.Length == 0) return;
        Heading(output, heading);
        HelpColumns.Write(output, all);
    }

    private static void Heading(TextWriter output, string heading)
    {
        output.WriteLine();
        output.WriteLine($"{heading}:");
    }

    private static string Usage(Command command)
    {
        string arguments = string.Concat(command.Arguments.Select(a => a.Arity.MinimumNumberOfValues > 0 || a.Name == "prompt"
            ? $" <{a.HelpName ?? a.Name}>{(a.Arity.MaximumNumberOfValues > 1 ? "..." : "")}" : $" [<{a.HelpName ?? a.Name}>]"));
        string verb = command.Action is null && command.Subcommands.Count > 0 ? " COMMAND" : "";
        return $"{FullName(command)}{verb}{arguments} [options]";
    }

    private static IEnumerable<Command> AncestorsOf(Command command) =>
        command.Parents.OfType<Command>().SelectMany(parent => AncestorsOf(parent).Prepend(parent));

    private static string FullName(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{FullName(parent)} {command.Name}" : command.Name;

    private static string FirstSentence(Command command)
    {
        string text = command.Description ?? "";
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }

    /// <summary>Short names first, and what stands for a value.</summary>
    private static string Label(Option option)
    {
        IEnumerable<string> all = option.Aliases.Append(option.Name).Where(n => n[0] == '-' && !n.Contains('?'));
        string names = string.Join(", ", all.OrderBy(n => n.Length).ThenBy(n => n, StringComparer.Ordinal));
        return option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool) ? names
            : $"{names} <{option.HelpName ?? ValueName(option.ValueType)}>";
    }

    private static string ValueName(Type type)
    {
        type = type.IsArray ? type.GetElementType()! : type;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(int) || type == typeof(long) ? "n" : type == typeof(double) ? "x" : type.IsEnum ? "name"
            : type == typeof(string) ? "text" : "value";
    }
}
