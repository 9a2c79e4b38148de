using System.CommandLine;
using System.Globalization;

namespace LatentDiffusion.Cli;

/// <summary>A second pass at a larger size.</summary>
internal sealed class HiresOptions
{
    /// <summary>Their heading in the help.</summary>
    public const string Group = "A second pass, larger";

    private readonly Option<HiresFix?> _hires = NamedOption.Of(
        "--hires", Size, "Draw a second time, larger: how many times as large (2), or how large (1024x768).");

    private readonly Option<HiresUpscaling> _upscaling = NamedOption.Of(
        "--hires-upscaling", NamedOption.Name<HiresUpscaling>,
        $"How it is enlarged between: {string.Join(", ", Enum.GetNames<HiresUpscaling>())}. [default: Latent]");

    private readonly Option<double?> _strength = NamedOption.Of(
        "--hires-strength", NamedOption.Real,
        "How far the second pass goes from the first: above 0 (keeps it) to 1 (ignores it). [default: 0.7]");

    private readonly Option<int?> _steps = NamedOption.Of(
        "--hires-steps", NamedOption.Whole, "Steps of which the second pass runs the share of its strength. [default: those of the first]");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Group, _hires, _upscaling, _strength, _steps);
        command.Validators.Add(result => NamedOption.Require(result, _hires, _upscaling, _strength, _steps));
    }

    /// <summary>Puts the second pass into a request.</summary>
    public GenerationRequest Read(ParseResult parsed, GenerationRequest request) =>
        parsed.GetValue(_hires) is not { } hires ? request : request with
        {
            Hires = hires with
            {
                Upscaling = parsed.GetValue(_upscaling),
                Strength = parsed.GetValue(_strength) ?? hires.Strength,
                Steps = parsed.GetValue(_steps),
            },
        };

    private static HiresFix? Size(string text)
    {
        if (NamedOption.Pair(text, 'x') is var (width, height)) return new HiresFix { Width = width, Height = height };
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double scale)
            ? new HiresFix { Scale = scale }
            : throw new ArgumentException($"'{text}' is neither a number nor a size such as 1024x768.");
    }
}
