using System.CommandLine;
using System.CommandLine.Parsing;

namespace LatentDiffusion.Cli;

/// <summary>All options of the main job, and how they become requests.</summary>
internal sealed class GenerateOptions
{
    private static readonly string[] OfOnePicture =
    [
        PictureOptions.Group, ScheduleOptions.Group, StartOptions.Group, ControlOptions.Group, HiresOptions.Group, SizeOptions.Group,
        OutputOptions.Group,
    ];

    private readonly PictureOptions _picture = new();
    private readonly ScheduleOptions _schedule = new();
    private readonly StartOptions _start = new();
    private readonly ControlOptions _control = new();
    private readonly HiresOptions _hires = new();
    private readonly SizeOptions _size = new();
    private readonly Command _command;
    private readonly List<string> _literal;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="literal">What follows <c>--</c> on the command line; prompts of files are added.</param>
    public GenerateOptions(Command command, List<string> literal)
    {
        (_command, _literal) = (command, literal);
        _picture.AddTo(command, literal);
        _schedule.AddTo(command);
        Output.AddTo(command);
        Batch.AddTo(command, _picture.HasPrompt);
        _start.AddTo(command);
        _hires.AddTo(command);
        Model.AddTo(command);
        Refiner.AddTo(command);
        _control.AddTo(command);
        _size.AddTo(command);
    }

    /// <summary>Whether pictures may have an option of their own.</summary>
    public static bool IsOfOnePicture(Option option) => OfOnePicture.Contains(HelpGroups.Of(option));

    /// <summary>Which model, on which hardware.</summary>
    public ModelOptions Model { get; } = new();

    /// <summary>The second model.</summary>
    public RefinerOptions Refiner { get; } = new();

    /// <summary>Where pictures go.</summary>
    public OutputOptions Output { get; } = new();

    /// <summary>Several pictures.</summary>
    public BatchOptions Batch { get; } = new();

    /// <summary>Tells whether the option of a name, or the prompt by its own, is on a command line.</summary>
    public Func<string, bool> IsGiven(ParseResult parsed) => name => name == BatchEntry.Prompt
        ? _picture.HasPrompt(parsed.CommandResult)
        : _command.Options.Any(o => o.Name == $"--{name}" && NamedOption.IsGiven(parsed.CommandResult, o));

    /// <summary>The request of a command line.</summary>
    public GenerationRequest Read(ParseResult parsed)
    {
        GenerationRequest request = _schedule.Read(parsed, _picture.Read(parsed));
        return _hires.Read(parsed, _control.Read(parsed, _start.Read(parsed, request)));
    }

    /// <summary>What a command line asks of options that only some families have.</summary>
    public FamilyFlags ReadFamily(ParseResult parsed) => _size.Read(parsed, _start.Read(parsed, _picture.ReadFamily(parsed)));

    /// <summary>What makes the choices of prompts.</summary>
    public PromptTemplate Template(ParseResult parsed) => _picture.Template(parsed);

    /// <summary>The command line with the values of an entry over those that were given.</summary>
    /// <exception cref="ArgumentException">An option is not known, not one of a picture, or has a wrong value.</exception>
    public ParseResult With(ParseResult given, BatchEntry entry)
    {
        List<string> arguments = [];
        HashSet<Option> own = [];
        string? prompt = null;
        foreach (var (name, value) in entry.Values)
        {
            if (name == BatchEntry.Prompt)
            {
                prompt = value ?? "";
                continue;
            }

            Option option = Find(name, entry.Where);
            own.Add(option);
            arguments.AddRange(Argument(entry, option, value));
        }

        foreach (OptionResult option in given.CommandResult.Children.OfType<OptionResult>())
        {
            if (option.Implicit || own.Contains(option.Option) || HelpGroups.Of(option.Option) == BatchOptions.Group) continue;
            if (option.Tokens.Count == 0) arguments.Add(option.Option.Name);
            foreach (Token token in option.Tokens) arguments.AddRange([option.Option.Name, token.Value]);
        }

        prompt ??= given.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).FirstOrDefault()?.Value;
        if (prompt is null) throw Fault(entry, "there is no prompt.");
        _literal.Add(prompt);
        ParseResult parsed = _command.Parse([.. arguments, "--", prompt], CommandLine.Parser);
        return parsed.Errors.Count == 0 ? parsed : throw Fault(entry, UsageErrors.Explain(parsed));
    }

    private static string[] Argument(BatchEntry entry, Option option, string? value)
    {
        if (value is null) return [option.Name];
        return option.ValueType != typeof(bool) ? [option.Name, value] : value.ToLowerInvariant() switch
        {
            "true" or "yes" or "1" => [option.Name],
            "false" or "no" or "0" => [],
            _ => throw Fault(entry, $"{option.Name} is '{value}'; it must be true or false."),
        };
    }

    private Option Find(string name, string? where)
    {
        Option? found = _command.Options.FirstOrDefault(o => o.Name == $"--{name}" || o.Aliases.Contains($"-{name}"));
        string place = where is null ? "" : $"{where}: ";
        if (found is null) throw new ArgumentException(place + UsageErrors.NoOption($"--{name}", _command));
        return IsOfOnePicture(found) ? found
            : throw new ArgumentException($"{place}{found.Name} is one for all pictures; it stands on the command line.");
    }

    private static ArgumentException Fault(BatchEntry entry, string message) =>
        new(entry.Where is null ? message : $"{entry.Where}: {message}");
}
