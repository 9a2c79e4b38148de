using LatentDiffusion.Errors;
using LatentDiffusion.Runtime;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>The graphs of a model, some of them from elsewhere (<see cref="PipelineOptions.Components"/>).</summary>
/// <param name="model">The model's own.</param>
/// <param name="replaced">Which come from where.</param>
/// <param name="variant">The variant of the weights that is asked for, or null.</param>
/// <param name="context">The templates, and what is done to the weights.</param>
internal sealed class ReplacedGraphs(
    IGraphStore model, IReadOnlyDictionary<string, string> replaced, string? variant, CheckpointContext context) : IGraphStore
{
    /// <summary>Fails for a name that nothing would ask for: a slip, or a part that is no graph.</summary>
    /// <param name="replaced">What is asked for.</param>
    /// <param name="used">Names of the graphs that the model uses.</param>
    /// <exception cref="ArgumentException">The message names it, and those that there are.</exception>
    public static void RequireUsed(IReadOnlyDictionary<string, string> replaced, IReadOnlyCollection<string> used)
    {
        if (replaced.Keys.FirstOrDefault(name => !GraphFolder.GraphsOf(name).Any(used.Contains)) is not { } unknown) return;
        string known = string.Join(", ", used.Select(GraphFolder.KeptIn).Union(used));
        throw new ArgumentException(
            $"Components has '{Shown.Of(unknown)}', which this model does not use; it uses {known}.", nameof(PipelineOptions.Components));
    }

    /// <inheritdoc/>
    public IEnumerable<string> Names => model.Names.Union(replaced.Keys.SelectMany(GraphFolder.GraphsOf), StringComparer.Ordinal);

    /// <inheritdoc/>
    /// <exception cref="ModelFormatException">There is nothing of that kind at the path.</exception>
    public GraphSource? Find(string component)
    {
        if (GraphFolder.NamesOf(component).FirstOrDefault(replaced.ContainsKey) is not { } name) return model.Find(component);
        string path = replaced[name];
        string full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            // A file has no configuration with it; what it replaces is taken to be of the same architecture, what it adds is recognised.
            ModelFiles files = model.Find(component)?.Files ?? FilesOf(component, Weights.Open(full));
            return new CheckpointSource(component, files, full, () => Weights.Open(full), context);
        }

        // The folder of the component itself, or of a model that has it.
        return ComponentFolder.Find(component, full, variant, context) ?? new GraphFolder(full, variant, context).Find(component)
            ?? throw new ModelFormatException($"{full}: neither a file nor a folder with the graph or weights of a '{component}'.");
    }

    /// <summary>A large decoder for previews is one like the model's own, whose configuration says how its latents are scaled.</summary>
    private ModelFiles FilesOf(string component, Weights weights) =>
        component == ComponentNames.PreviewDecoder && model.Find("vae_decoder") is { } own && context.Fits(component, own.Config, weights)
            ? own.Files : context.FilesFor(component, weights);
}
