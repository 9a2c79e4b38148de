using System.CommandLine;
using LatentDiffusion.Hub;

namespace LatentDiffusion.Cli;

/// <summary>A second model, which draws the last steps.</summary>
internal sealed class RefinerOptions
{
    private const double DefaultStart = 0.8; // diffusers' documentation of SDXL's ensemble of experts

    private readonly Option<string?> _refiner = new("--refiner")
    {
        Description = "A second model that draws the last steps, such as SDXL's refiner: a folder, .safetensors file or name.",
        HelpName = "path",
    };

    private readonly Option<double?> _start = NamedOption.Of(
        "--refiner-start", NamedOption.Real, "Share of the schedule after which it takes over, above 0 to below 1. [default: 0.8]");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(ModelOptions.Group, _refiner, _start);
        command.Validators.Add(result => NamedOption.Require(result, _refiner, _start));
    }

    /// <summary>The second model, or null. What is wrong with its files is found here, not after the first model has drawn.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The options of both models.</param>
    /// <param name="staysLoaded">Whether it is kept for the next picture.</param>
    /// <param name="cancellationToken">Stops the fetching.</param>
    /// <param name="told">Share after which it takes over, where the option is not given.</param>
    /// <exception cref="ModelFormatException">It cannot be loaded.</exception>
    public Refiner? Read(ParseResult parsed, ModelOptions model, bool staysLoaded, CancellationToken cancellationToken, double? told = null)
    {
        if (parsed.GetValue(_refiner) is not { } name) return null;
        PipelineOptions options = model.OfAnyModel(parsed);
        string path = HubModels.PathOf(name, HubPipelines.VariantFor(options), cancellationToken);
        options = options with { Variant = HubPipelines.VariantIn(path, options) };
        if (ModelInspection.Read(path, options).Problems is [var problem, ..]) throw new ModelFormatException(problem);
        double start = parsed.GetValue(_start) ?? told ?? DefaultStart;
        ModelLoader loader = new(
            progress => LatentDiffusionPipeline.Load(path, options, progress, cancellationToken), cancellationToken);
        return new Refiner(loader, start, model.PromptsNameAdapters(parsed), staysLoaded);
    }
}
