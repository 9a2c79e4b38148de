using System.Text.Json.Nodes;
using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>What the components of a checkpoint share while they are loaded.</summary>
/// <param name="options">How to load.</param>
/// <param name="index">The model's <c>model_index.json</c>.</param>
/// <param name="pipeline">Class of the pipeline.</param>
/// <param name="steered">Whether the model has ControlNets, for which its U-Net needs inputs.</param>
internal sealed class CheckpointContext(PipelineOptions options, ModelConfig index, string pipeline, Lazy<bool> steered)
{
    /// <summary>
    /// Classes in <c>model_index.json</c> of what was exported as a graph, and of several ControlNets; the class of each is in its own
    /// configuration.
    /// </summary>
    private const string OfGraphs = "OnnxRuntimeModel", OfControlNets = "MultiControlNetModel";

    private readonly Lazy<GraphTemplates> _templates = new(() => GraphTemplates.Of(options));

    /// <summary>What the user should be told of the model.</summary>
    public RunWarnings Warnings { get; } = new();

    /// <summary>The words that were learned, those of adapters too; null until the model is open.</summary>
    public LearnedTokens? Learned { get; set; }

    /// <summary>What adapters change, by the names of components.</summary>
    public IReadOnlyDictionary<string, AdapterChange> Adapters { get; set; } = new Dictionary<string, AdapterChange>();

    /// <summary>The template of a component.</summary>
    /// <exception cref="ModelFormatException">There is none, or the configuration does not name a class.</exception>
    public GraphTemplate TemplateFor(string component, ModelConfig config)
    {
        string className = IndexClass(component)
            // diffusers names the class so, transformers otherwise.
            ?? config.Optional<string?>("_class_name")
            ?? (config.Node("architectures") as JsonArray)?.FirstOrDefault()?.ToString()
            ?? throw new ModelFormatException(
                $"{config.Path}: neither '_class_name' nor 'architectures' says what this is the configuration of.");
        return _templates.Value.For(component, className, config, pipeline, component == "unet" && steered.Value);
    }

    /// <summary>Whether weights are those of a component with a configuration.</summary>
    public bool Fits(string component, ModelConfig config, Weights weights)
    {
        try
        {
            WeightBinding.Create(TemplateFor(component, config), weights, component);
            return true;
        }
        catch (ModelFormatException)
        {
            return false;
        }
    }

    /// <summary>The configuration of a component that comes as weights alone.</summary>
    /// <exception cref="ModelFormatException">No template has those weights.</exception>
    public ModelFiles FilesFor(string component, Weights weights) => _templates.Value.Fitting(component, weights) is { } template
        ? new TemplateFiles(template)
        : throw new ModelFormatException(
            $"{weights.Path}: these are not the weights of any '{Shown.Of(component)}' for which there is a graph. Give a folder with "
            + $"{ModelConfig.FileName}; 'latent-diffusion-export templates' makes a graph of it.");

    /// <summary>Whether the index says that the model is without a component.</summary>
    public bool IsLeftOut(string component) => index.IsLeftOut(component);

    /// <summary>
    /// The class that the index names for a component, which goes before that in the component's configuration, as in diffusers; null where
    /// it names none, or the component comes from elsewhere.
    /// </summary>
    private string? IndexClass(string component)
    {
        string[] names = [.. GraphFolder.NamesOf(component)];
        if (options.ReplacedComponents().Keys.Any(names.Contains)) return null;
        string? name = names.Select(index.ComponentClass).FirstOrDefault(found => found is not null);
        return name is null or OfGraphs or OfControlNets || name.StartsWith("ORT", StringComparison.Ordinal) ? null : name;
    }

    /// <summary>The parameters of a component's template; none where there is no template.</summary>
    public IReadOnlyList<TemplateParameter> KnownParameters(string component, ModelConfig config)
    {
        try
        {
            return TemplateFor(component, config).Parameters;
        }
        catch (ModelFormatException)
        {
            return []; // the graph is there already; what is missing are other names of its weights
        }
    }

    /// <summary>What is done to the weights of a component, in this order.</summary>
    public IReadOnlyList<IWeightChange> ChangesOf(string component) =>
        [
            .. Learned?.Of(component) is { Count: > 0 } tokens ? (IWeightChange[])[new LearnedRows(tokens)] : [],
            .. Adapters.TryGetValue(component, out AdapterChange? change) ? (IWeightChange[])[change] : [],
        ];
}
