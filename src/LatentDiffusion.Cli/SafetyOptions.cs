using System.CommandLine;
using LatentDiffusion.Safety;
using LatentDiffusion.Safety.Nsfw;

namespace LatentDiffusion.Cli;

/// <summary>Who looks at pictures before they are given back, and what becomes of unsafe ones.</summary>
internal sealed class SafetyOptions
{
    private readonly Option<SafetyPolicy?> _safety = NamedOption.Of<SafetyPolicy?>(
        "--safety",
        text => NamedOption.Name<SafetyPolicy>(text),
        "Check pictures, and what becomes of unsafe ones: Black, Blur, Refuse (the command fails), or Report (a warning, no more). "
        + "[default: no check]");

    private readonly Option<string?> _checker = new("--safety-checker")
    {
        Description = "Folder of Stable Diffusion's safety checker, or of a model that has one. [default: a small classifier that comes "
            + "with the program]",
        HelpName = "dir",
    };

    private readonly Option<double?> _threshold = NamedOption.Of<double?>(
        "--safety-threshold",
        Threshold,
        "From which probability on the small classifier takes a picture for unsafe, above 0 to 1. [default: 0.7]");

    private IImageSafetyChecker? _loaded;

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add("Safety", _safety, _checker, _threshold);
        command.Validators.Add(result =>
        {
            NamedOption.Require(result, _safety, _checker, _threshold);
            if (NamedOption.IsGiven(result, _checker) && NamedOption.IsGiven(result, _threshold))
                result.AddError("--safety-checker and --safety-threshold exclude each other.");
        });
    }

    /// <summary>The check, null where none is asked for. Loads the checker, once for the whole command.</summary>
    public IImageStage? Stage(ParseResult parsed) =>
        parsed.GetValue(_safety) is { } policy ? new SafetyStage(Checker(parsed)!, policy) : null;

    /// <summary>The checker, null where none is asked for. Loaded once for the whole command.</summary>
    public IImageSafetyChecker? Checker(ParseResult parsed) =>
        IsAskedFor(parsed) ? _loaded ??= Load(parsed) : null;

    /// <summary>Whether pictures are checked.</summary>
    public bool IsAskedFor(ParseResult parsed) => parsed.GetValue(_safety) is not null;

    /// <summary>Whether unsafe pictures are only reported.</summary>
    public bool OnlyReports(ParseResult parsed) => parsed.GetValue(_safety) == SafetyPolicy.Report;

    private IImageSafetyChecker Load(ParseResult parsed)
    {
        if (parsed.GetValue(_checker) is { } folder) return StableDiffusionSafetyChecker.Load(folder);
        NsfwOptions options = new();
        return NsfwClassifier.Load(options with { Threshold = parsed.GetValue(_threshold) ?? options.Threshold });
    }

    private static double? Threshold(string text) => NamedOption.Real(text) is { } value && value is > 0 and <= 1
        ? value : throw new ArgumentException($"'{text}' is not a number above 0 and at most 1.");
}
