using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>What a picture was made from, which it only has the hashes of.</summary>
internal sealed class SourceOptions
{
    private readonly Option<string?> _init = Picture("--init", "The picture that it was made from; with --again.", "-i");
    private readonly Option<string?> _mask = Picture("--mask", "Its mask; with --again.");
    private readonly Option<string?> _depth = Picture("--depth-map", "Its depth map; with --again.");
    private readonly Option<string[]> _control = new("--control")
    {
        Description = "What its ControlNets followed, once for each; with --again.", HelpName = "image", DefaultValueFactory = _ => [],
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => command.Add("What it was made from", _init, _mask, _depth, _control);

    /// <summary>The pictures.</summary>
    public GenerationRequest Read(ParseResult parsed) => new("")
    {
        Image = Load(parsed.GetValue(_init)) is { } init ? new ImageInput(init) : null,
        Inpainting = Load(parsed.GetValue(_mask)) is { } mask ? new Inpainting(mask) : null,
        Options = Load(parsed.GetValue(_depth)) is { } depth ? new DepthToImageOptions { DepthMap = depth } : null,
        Controls = [.. parsed.GetValue(_control)!.Select(file => new ControlImage(RgbImage.Load(file)))],
    };

    private static RgbImage? Load(string? path) => path is null ? null : RgbImage.Load(path);

    private static Option<string?> Picture(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = "image" };
}
