using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>The picture to start from, for image to image and inpainting.</summary>
internal sealed class StartOptions
{
    /// <summary>Their heading in the help.</summary>
    public const string Group = "From a picture";

    private readonly Option<string?> _init = new("--init", "-i")
    {
        Description = "Picture to start from: a PNG, JPEG or WebP file.",
        HelpName = "image",
    };

    private readonly Option<double?> _strength = NamedOption.Of(
        "--strength",
        NamedOption.Real,
        "How far to go from the init image: above 0 (keeps it) to 1 (ignores it). [default: the model's own]");

    private readonly Option<string?> _mask = new("--mask")
    {
        Description = "Where to draw anew: white is drawn, black is kept. Of another size than the init image, it is stretched over it.",
        HelpName = "image",
    };

    private readonly Option<double?> _maskBlur = NamedOption.Of(
        "--mask-blur", NamedOption.Real, "How softly the mask goes over, in pixels. [default: 0]");

    private readonly Option<int?> _maskPadding = NamedOption.Of(
        "--mask-padding", NamedOption.Whole,
        "Draw only what the mask covers and so many pixels around, and put it back. [default: the whole picture]");

    private readonly Option<bool> _paste = new("--paste-original")
    {
        Description = "Put the original pixels back where the mask is black.",
    };

    private readonly Option<Outpainting?> _outpaint = NamedOption.Of(
        "--outpaint", Sides,
        "Draw on beyond the edges of the init image: pixels on the left, top, right and bottom, for example 64,0,64,0.");

    private readonly Option<double?> _imageGuidance = NamedOption.Of(
        "--image-guidance",
        NamedOption.Real,
        "InstructPix2Pix: how strongly the init image is kept; below 1 turns guidance off. [default: 1.5]");

    private readonly Option<int?> _noiseLevel = NamedOption.Of(
        "--noise-level", NamedOption.Whole, "Upscaler: noise put on the init image, 0 to the model's own limit. [default: 20]");

    private readonly Option<string?> _depth = new("--depth-map")
    {
        Description = "Depth of the init image, bright is near, for models that draw by depth. [default: they predict it]",
        HelpName = "image",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] needInit = [_strength, _mask, _outpaint, _depth, _imageGuidance, _noiseLevel];
        Option[] needMask = [_maskBlur, _maskPadding, _paste];
        command.Add(Group, [_init, .. needInit, .. needMask]);
        command.Validators.Add(result =>
        {
            NamedOption.Require(result, _init, needInit);
            NamedOption.Require(result, _mask, NamedOption.IsGiven(result, _outpaint) ? [] : needMask);
        });
    }

    /// <summary>Puts the pictures into a request.</summary>
    public GenerationRequest Read(ParseResult parsed, GenerationRequest request)
    {
        RgbImage? mask = Load(parsed.GetValue(_mask));
        Outpainting? outpaint = parsed.GetValue(_outpaint);
        return request with
        {
            Image = Load(parsed.GetValue(_init)) is { } init
                ? new ImageInput(init) { Strength = parsed.GetValue(_strength) }
                : null,
            Inpainting = mask is null && outpaint is null ? null : new Inpainting(mask)
            {
                Blur = parsed.GetValue(_maskBlur) ?? 0,
                Padding = parsed.GetValue(_maskPadding),
                PasteOriginal = parsed.GetValue(_paste),
                Outpaint = outpaint,
            },
        };
    }

    /// <summary>Adds what is asked of options that only some families have.</summary>
    public FamilyFlags Read(ParseResult parsed, FamilyFlags flags) => flags with
    {
        ImageGuidance = parsed.GetValue(_imageGuidance),
        NoiseLevel = parsed.GetValue(_noiseLevel),
        DepthMap = Load(parsed.GetValue(_depth)),
    };

    private static RgbImage? Load(string? file) => file is null ? null : RgbImage.Load(file);

    private static Outpainting? Sides(string text) =>
        text.Split(',') is [var left, var top, var right, var bottom]
            ? new Outpainting { Left = Side(left), Top = Side(top), Right = Side(right), Bottom = Side(bottom) }
            : throw new ArgumentException($"'{text}' is not four numbers: left,top,right,bottom.");

    private static int Side(string text) => NamedOption.Whole(text)!.Value;
}
