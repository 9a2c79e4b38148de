using System.CommandLine;
using System.Globalization;

namespace LatentDiffusion.Cli;

/// <summary>Steps of one's own, in place of a number of them.</summary>
internal sealed class ScheduleOptions
{
    /// <summary>Their heading in the help.</summary>
    public const string Group = "Steps and guidance";

    private const string Tables = "or the name of a published table: ays, ays-xl, or gits with its number of steps, as gits-10";

    private readonly Option<IReadOnlyList<double>?> _timesteps = NamedOption.Of(
        "--timesteps",
        text => Table(
            text,
            StepTables.AlignYourStepsStableDiffusion,
            StepTables.AlignYourStepsStableDiffusionXL,
            StepTables.GitsStableDiffusion),
        $"Timesteps to run, descending, as 999,750,500,250, {Tables}. In place of --steps, where the scheduler takes them.");

    private readonly Option<IReadOnlyList<double>?> _sigmas = NamedOption.Of(
        "--sigmas",
        text => Table(
            text,
            StepTables.AlignYourStepsStableDiffusionSigmas,
            StepTables.AlignYourStepsStableDiffusionXLSigmas,
            StepTables.GitsStableDiffusionSigmas),
        "Noise levels to run, descending, with 0 at the end but for flow matching; a list or a table like --timesteps.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Group, _timesteps, _sigmas);
    }

    /// <summary>Puts them into a request.</summary>
    public GenerationRequest Read(ParseResult parsed, GenerationRequest request) =>
        request with
        {
            Schedule = request.Schedule with { Timesteps = parsed.GetValue(_timesteps), Sigmas = parsed.GetValue(_sigmas) },
        };

    private static IReadOnlyList<double>? Table(
        string text, IReadOnlyList<double> alignYourSteps, IReadOnlyList<double> alignYourStepsXL, Func<int, IReadOnlyList<double>> gits) =>
        text.Split('-', 2) switch
        {
            ["ays"] => alignYourSteps,
            ["ays", "xl"] => alignYourStepsXL,
            ["gits", var steps] when int.TryParse(steps, NumberStyles.None, CultureInfo.InvariantCulture, out int count) => gits(count),
            _ => [.. text.Split(',').Select(part => NamedOption.Real(part)!.Value)],
        };
}
