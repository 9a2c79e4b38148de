using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>What the ControlNets of the model follow, and how strongly.</summary>
internal sealed class ControlOptions
{
    /// <summary>Their heading in the help.</summary>
    public const string Group = "ControlNet";

    private readonly Option<string[]> _control = new("--control")
    {
        Description = "What a ControlNet of the model follows; once for each net.", HelpName = "image", DefaultValueFactory = _ => [],
    };

    private readonly Option<double?[]> _scale = NamedOption.Several(
        "--control-scale",
        NamedOption.Real,
        "How strongly, for each net or all. [default: 1; with --init 0.8, with --mask 0.5, of SDXL 1]");

    private readonly Option<double?[]> _start = NamedOption.Several(
        "--control-start", NamedOption.Real, "Share of the steps before which it rests, for each net or all. [default: 0]");

    private readonly Option<double?[]> _end = NamedOption.Several(
        "--control-end", NamedOption.Real, "Share of the steps after which it rests, for each net or all. [default: 1]");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Group, _control, _scale, _start, _end);
        foreach (Option<double?[]> option in (Option<double?[]>[])[_scale, _start, _end])
        {
            command.Validators.Add(result =>
            {
                int nets = result.GetResult(_control)?.Tokens.Count ?? 0, numbers = result.GetResult(option)?.Tokens.Count ?? 0;
                if (numbers > 1 && numbers != nets) result.AddError($"{option.Name} is given {numbers} times for {nets} times --control.");
                if (numbers > 0 && nets == 0) result.AddError($"{option.Name} needs --control.");
            });
        }
    }

    /// <summary>Puts the pictures into a request.</summary>
    public GenerationRequest Read(ParseResult parsed, GenerationRequest request) => request with
    {
        Controls = [.. parsed.GetValue(_control)!.Select((file, i) => new ControlImage(RgbImage.Load(file))
        {
            Scale = At(parsed.GetValue(_scale)!, i), Start = At(parsed.GetValue(_start)!, i) ?? 0, End = At(parsed.GetValue(_end)!, i) ?? 1,
        })],
    };

    private static double? At(double?[] numbers, int index) => numbers.Length == 0 ? null : numbers[Math.Min(index, numbers.Length - 1)];
}
