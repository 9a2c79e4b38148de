using System.Reflection;
using LatentDiffusion.Errors;
using LatentDiffusion.Runtime;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>The catalogue of templates: those of a folder that the user names, then those that come with the library.</summary>
internal sealed class GraphTemplates
{
    private const string Ending = ".zip";
    private static readonly Lazy<IReadOnlyList<GraphTemplate>> Shipped = new(ReadShipped);
    private readonly IReadOnlyList<GraphTemplate> _own;

    private GraphTemplates(IReadOnlyList<GraphTemplate> own) => _own = own;

    private IEnumerable<GraphTemplate> All => _own.Concat(Shipped.Value);

    /// <summary>The catalogue for options.</summary>
    /// <exception cref="ModelFormatException">
    /// The folder of <see cref="PipelineOptions.Templates"/> is absent, or holds a zip that is no template.
    /// </exception>
    public static GraphTemplates Of(PipelineOptions options)
    {
        if (options.Templates is not { } folder) return new GraphTemplates([]);
        if (!Directory.Exists(folder)) throw new ModelFormatException($"{folder}: there is no such folder of templates.");
        var files = Directory.EnumerateFiles(folder, "*" + Ending).Order(StringComparer.Ordinal);
        return new GraphTemplates([.. files.Select(f => GraphTemplate.Read(f, () => File.OpenRead(f)))]);
    }

    /// <summary>The template of a component.</summary>
    /// <param name="component">Name of the component, for example <c>text_encoder_2</c>.</param>
    /// <param name="className">Its class.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="pipeline">Class of the pipeline that it is a part of.</param>
    /// <param name="steered">Whether it is a U-Net beside ControlNets.</param>
    /// <exception cref="ModelFormatException">There is none; the message says which comes nearest and how to make one.</exception>
    public GraphTemplate For(string component, string className, ModelConfig config, string pipeline, bool steered)
    {
        string[] kinds = KindsOf(component);
        var candidates = All.Where(t => t.ClassName == className && kinds.Contains(t.Component) && t.TakesResiduals == steered);

        // Graphs of one configuration may differ in outputs. Pipelines that no template names are others' under another name.
        GraphTemplate? nearest = candidates
            .OrderBy(t => t.Config.DifferencesFrom(config).Count)
            .ThenBy(t => t.Pipelines.Contains(pipeline) ? 0 : 1)
            .FirstOrDefault();
        IReadOnlyList<string> differences = nearest?.Config.DifferencesFrom(config) ?? [];
        if (nearest is not null && differences.Count == 0) return nearest;
        string reason = nearest is null
            ? "none of this class" : $"the nearest is {Path.GetFileName(nearest.Path)}, but here {Listing.Of(differences)}";
        throw new ModelFormatException(
            $"{config.Path}: there is no graph for the {Shown.Of(className)} '{component}': {reason}. "
            + "Make one with 'latent-diffusion-export templates MODEL_FOLDER TEMPLATES' and set "
            + $"{nameof(PipelineOptions)}.{nameof(PipelineOptions.Templates)} to that folder, "
            + "or export the whole model with 'latent-diffusion-export export'.");
    }

    /// <summary>
    /// The template of a component that comes as a file of weights alone, by their names and shapes; null where none fits. What weights do
    /// not show, such as the order of colours, is as in the configuration that the template was made for.
    /// </summary>
    /// <param name="component">Name of the component.</param>
    /// <param name="weights">Its weights.</param>
    public GraphTemplate? Fitting(string component, Weights weights)
    {
        string[] kinds = KindsOf(component);
        // The largest first: one that lacks a layer fits what has it too.
        return All.Where(t => kinds.Contains(t.Component) && !t.TakesResiduals).OrderByDescending(t => t.Parameters.Count)
            .FirstOrDefault(Fits);

        bool Fits(GraphTemplate template)
        {
            try
            {
                WeightBinding.Create(template, weights, component);
                return true;
            }
            catch (ModelFormatException)
            {
                return false;
            }
        }
    }

    /// <summary>
    /// What templates call a component: <c>text_encoder_2</c> is a <c>text_encoder</c>, and any decoder can make previews.
    /// </summary>
    private static string[] KindsOf(string component)
    {
        if (component == ComponentNames.PreviewDecoder) return [component, "vae_decoder"];
        int at = component.LastIndexOf('_');
        return at > 0 && int.TryParse(component.AsSpan(at + 1), out _) ? [component, component[..at]] : [component];
    }

    private static IReadOnlyList<GraphTemplate> ReadShipped()
    {
        Assembly assembly = typeof(GraphTemplates).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames().Where(n => n.EndsWith(Ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(n => GraphTemplate.Read(n, () => assembly.GetManifestResourceStream(n)!)),
        ];
    }
}
