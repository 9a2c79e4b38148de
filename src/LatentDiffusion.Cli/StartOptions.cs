using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>The picture to start from, for image to image and inpainting.</summary>
internal sealed class StartOptions
{
    private readonly Option<string?> _init = new("--init", "-i") { Description = "Picture to start from: a PNG, JPEG or WebP file.", HelpName = "image" };
    private readonly Option<double?> _strength = NamedOption.Of(
        "--strength", NamedOption.Real, "How far to go from the init image: above 0 (keeps it) to 1 (ignores it). [default: the model's own]");

    private readonly Option<string?> _mask = new("--mask") { Description = "Where to draw anew: white is drawn, black is kept.", HelpName = "image" };

    private readonly Option<string?> _depth = new("--depth-map")
    {
        Description = "Depth of the init image, bright is near, for models that draw by depth. [default: they predict it]", HelpName = "image",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_init, _strength, _mask, _depth]) command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_init) is not null) return;
            foreach (Option option in (Option[])[_strength, _mask, _depth])
                if (result.GetResult(option) is { Implicit: false }) result.AddError($"{option.Name} needs --init.");
        });
    }

    /// <summary>Puts the pictures into a request.</summary>
    public GenerationRequest Read(ParseResult parsed, GenerationRequest request) => request with
    {
        InitImage = parsed.GetValue(_init) is { } init ? RgbImage.Load(init) : null,
        Strength = parsed.GetValue(_strength),
        Mask = parsed.GetValue(_mask) is { } mask ? RgbImage.Load(mask) : null,
        DepthMap = parsed.GetValue(_depth) is { } depth ? RgbImage.Load(depth) : null,
    };
}
