using System.CommandLine;
using System.CommandLine.Parsing;

namespace LatentDiffusion.Cli;

/// <summary>Several pictures with one loaded model: from a file, from a conversation, or with settings varied.</summary>
internal sealed class BatchOptions
{
    /// <summary>Their heading in the help.</summary>
    public const string Group = "Several pictures, the model loaded once";

    private const string From = "--from", Interactive = "--interactive", Varied = "--vary";

    private static readonly string[] OfEach = [From, Interactive, Varied];

    private readonly Option<string?> _from = new(From)
    {
        Description = "File of prompts: one a line, with options behind it (a red apple --seed 3); or .json, .jsonl, .csv or .tsv with the names "
            + "of options as keys. - is standard input.",
        HelpName = "file",
    };

    private readonly Option<bool> _interactive = new(Interactive)
    {
        Description = "Ask for one prompt after the other; /help there tells more.",
    };

    private readonly Option<KeyValuePair<string, string[]>[]> _vary = NamedOption.Several(
        Varied, Axis, "Draw once for each value of an option, as steps=10,20,30; twice: for each pair of both.");

    private readonly Option<bool> _grid = new("--grid") { Description = "Also put all pictures into one, side by side." };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasPrompt">Whether a prompt is given.</param>
    public void AddTo(Command command, Func<CommandResult, bool> hasPrompt)
    {
        command.Add(Group, _from, _interactive, _vary, _grid);
        command.Validators.Add(result =>
        {
            bool reads = IsGiven(_from), asks = IsGiven(_interactive), draws = hasPrompt(result) || VariesPrompt(result);
            if (reads && asks) result.AddError("--from and --interactive exclude each other.");
            else if ((reads || asks) && draws) result.AddError("--from and --interactive exclude a prompt of its own.");
            else if (!reads && !asks && !draws && !result.Children.Any(c => c is CommandResult))
                result.AddError("Required argument missing: a prompt, such as \"a red apple\"; or --from FILE, or --interactive.");
            if (asks && (IsGiven(_vary) || IsGiven(_grid))) result.AddError("--vary and --grid are not for --interactive.");
            if (result.GetResult(_vary)?.IdentifierTokenCount > 2) result.AddError("--vary may be given twice at most.");

            bool IsGiven(Option option) => NamedOption.IsGiven(result, option);
        });
    }

    /// <summary>Whether pictures have options of their own, beside those of the command line.</summary>
    public static bool AreGiven(CommandResult result) =>
        result.Command.Options.Any(o => OfEach.Contains(o.Name) && NamedOption.IsGiven(result, o));

    /// <summary>Whether prompts are what varies. Of the words, because asking for a value that could not be read throws.</summary>
    private bool VariesPrompt(CommandResult result) =>
        result.GetResult(_vary)?.Tokens.Any(t => BatchEntry.NameOf(t.Value.Split('=')[0]) == BatchEntry.Prompt) == true;

    /// <summary>Whether prompts are asked for.</summary>
    public bool IsInteractive(ParseResult parsed) => parsed.GetValue(_interactive);

    /// <summary>Whether a picture of all pictures is wanted.</summary>
    public bool MakesGrid(ParseResult parsed) => parsed.GetValue(_grid);

    /// <summary>File of prompts, or null.</summary>
    public string? File(ParseResult parsed) => parsed.GetValue(_from);

    /// <summary>The options that vary, with their values.</summary>
    public KeyValuePair<string, string[]>[] Axes(ParseResult parsed) => parsed.GetValue(_vary) ?? [];

    private static KeyValuePair<string, string[]> Axis(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } values]
            ? new(name.TrimStart('-'), values.Split(values.Contains(';', StringComparison.Ordinal) ? ';' : ','))
            : throw new ArgumentException($"'{text}' is not of the form option=VALUE,VALUE (or with ; between values that hold commas).");
}
