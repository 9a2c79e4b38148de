using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>What Stable Diffusion XL is told of the picture's past.</summary>
internal sealed class SizeOptions
{
    /// <summary>Their heading in the help.</summary>
    public const string Group = "Stable Diffusion XL";

    /// <summary>The options, for messages.</summary>
    public const string Names = "--original-size, --target-size, --crop, --aesthetic-score or a negative one of them";

    private readonly Option<(int Width, int Height)?> _original = NamedOption.Of(
        "--original-size", text => Pair(text, 'x'), "SDXL: size that the picture pretends to have had, as 1024x1024. [default: its own]");

    private readonly Option<(int Width, int Height)?> _target = NamedOption.Of(
        "--target-size", text => Pair(text, 'x'), "SDXL: size that the picture is meant to have. [default: its own]");

    private readonly Option<(int Left, int Top)?> _crop = NamedOption.Of(
        "--crop", text => Pair(text, ','), "SDXL: pixels that it pretends to have lost on its left and top, as 0,0. [default: 0,0]");

    private readonly Option<double?> _score = NamedOption.Of(
        "--aesthetic-score", NamedOption.Real, "SDXL refiner: how pleasing the picture should be, about 1 to 10. [default: 6]");

    private readonly Option<double?> _negativeScore = NamedOption.Of(
        "--negative-aesthetic-score", NamedOption.Real, "SDXL refiner: the same for what guidance leads away from. [default: 2.5]");

    private readonly Option<(int Width, int Height)?> _negativeOriginal = NamedOption.Of(
        "--negative-original-size", text => Pair(text, 'x'),
        "SDXL: the original size that guidance leads away from; from text alone it counts beside --original-size, --target-size and "
        + "--negative-target-size. [default: the same]");

    private readonly Option<(int Width, int Height)?> _negativeTarget = NamedOption.Of(
        "--negative-target-size", text => Pair(text, 'x'), "SDXL: the target size that guidance leads away from. [default: the same]");

    private readonly Option<(int Left, int Top)?> _negativeCrop = NamedOption.Of(
        "--negative-crop", text => Pair(text, ','), "SDXL: the crop that guidance leads away from. [default: 0,0]");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(
            Group,
            _original, _target, _crop, _score, _negativeOriginal, _negativeTarget, _negativeCrop, _negativeScore);
    }

    /// <summary>Adds what is asked.</summary>
    public FamilyFlags Read(ParseResult parsed, FamilyFlags flags)
    {
        SizeConditioning silent = new(), asked = new()
        {
            OriginalWidth = parsed.GetValue(_original)?.Width, OriginalHeight = parsed.GetValue(_original)?.Height,
            TargetWidth = parsed.GetValue(_target)?.Width, TargetHeight = parsed.GetValue(_target)?.Height,
            CropLeft = parsed.GetValue(_crop)?.Left ?? 0, CropTop = parsed.GetValue(_crop)?.Top ?? 0,
            NegativeOriginalWidth = parsed.GetValue(_negativeOriginal)?.Width,
            NegativeOriginalHeight = parsed.GetValue(_negativeOriginal)?.Height,
            NegativeTargetWidth = parsed.GetValue(_negativeTarget)?.Width, NegativeTargetHeight = parsed.GetValue(_negativeTarget)?.Height,
            NegativeCropLeft = parsed.GetValue(_negativeCrop)?.Left ?? 0, NegativeCropTop = parsed.GetValue(_negativeCrop)?.Top ?? 0,
            AestheticScore = parsed.GetValue(_score) ?? silent.AestheticScore,
            NegativeAestheticScore = parsed.GetValue(_negativeScore) ?? silent.NegativeAestheticScore,
        };
        return asked == silent ? flags : flags with { Sizes = asked };
    }

    private static (int, int)? Pair(string text, char between) =>
        NamedOption.Pair(text, between) ?? throw new ArgumentException($"'{text}' is not two whole numbers with '{between}' between them.");
}
