using System.CommandLine;
using System.Globalization;

namespace LatentDiffusion.Cli;

/// <summary>How the classifiers of a study are trained; what is not given is left to the program that trains them.</summary>
internal sealed class StudyOptions
{
    /// <summary>The variable that names the interpreter where no option does.</summary>
    public const string PythonVariable = "LATENT_DIFFUSION_PYTHON";

    private static readonly string Usual = OperatingSystem.IsWindows() ? "python" : "python3";

    private readonly Option<string?> _python = new("--python")
    {
        Description = $"Python that has the package latent-diffusion-export, which trains. [default: {PythonVariable}, else {Usual}]",
        HelpName = "file",
    };

    private readonly Option<string[]> _scarce = NamedOption.Several(
        "--scarce", text => text,
        "A scarce class; may be repeated. [default: those with less than half of the median number of real pictures]");

    private readonly Option<int?>[] _numbers =
    [
        NamedOption.Of("--seeds", NamedOption.Positive, "Classifiers of each way to train. [default: 10]"),
        NamedOption.Of("--steps", NamedOption.Positive, "Optimizer steps of a classifier. [default: 600]"),
        NamedOption.Of("--size", NamedOption.Positive, "Side to which pictures are reduced. [default: 32]"),
        NamedOption.Of("--width", NamedOption.Positive, "Channels of the classifier's first layer, a multiple of 8. [default: 16]"),
        NamedOption.Of("--batch-size", NamedOption.Positive, "Pictures of a step. [default: 32]"),
        NamedOption.Of("--threads", NamedOption.Positive, "Threads of a processor. [default: PyTorch's own choice]"),
    ];

    private readonly Option<bool> _noMirror = new("--no-mirror") { Description = "Mirrored pictures are not of their class any more." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_python);
        command.Add(_scarce);
        foreach (Option<int?> option in _numbers) command.Add(option);
        command.Add(_noMirror);
    }

    /// <summary>Finds the program that trains.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public StudyProgram Find(ParseResult parsed, CancellationToken cancellationToken) => StudyProgram.Find(
        parsed.GetValue(_python) ?? (Environment.GetEnvironmentVariable(PythonVariable) is { Length: > 0 } named ? named : Usual),
        cancellationToken);

    /// <summary>The options for the program, which are of the same names there.</summary>
    public IEnumerable<string> Arguments(ParseResult parsed)
    {
        foreach (string name in parsed.GetValue(_scarce) ?? [])
        {
            yield return "--scarce";
            yield return name;
        }

        foreach (Option<int?> option in _numbers)
        {
            if (parsed.GetValue(option) is not { } value) continue;
            yield return option.Name;
            yield return value.ToString(CultureInfo.InvariantCulture);
        }

        if (parsed.GetValue(_noMirror)) yield return "--no-mirror";
    }
}
