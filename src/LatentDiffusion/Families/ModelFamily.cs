using LatentDiffusion.Checkpoints;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;

namespace LatentDiffusion.Families;

/// <summary>
/// The wiring of one family of models: which graphs it has, what feeds them, and its constants. One file each; <see cref="ModelFamilies"/>
/// lists them, and nothing else asks which family a model belongs to.
/// </summary>
internal abstract class ModelFamily
{
    /// <summary>Name for people.</summary>
    public abstract string Name { get; }

    /// <summary>Classes that a <c>model_index.json</c> of the family may name.</summary>
    public abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>The options that only this family reads, with their defaults; null where it has none.</summary>
    public virtual FamilyOptions? Options => null;

    /// <summary>Graphs without which nothing works.</summary>
    public abstract IReadOnlyList<string> RequiredGraphs { get; }

    /// <summary>
    /// Those, and what a folder needs beside them: graphs of which it has any number, and those that others may do without but its
    /// <c>model_index.json</c> names.
    /// </summary>
    public virtual IReadOnlyList<string> RequiredGraphsOf(ModelFolder folder) => RequiredGraphs;

    /// <summary>Graphs that add abilities.</summary>
    public virtual IReadOnlyList<string> OptionalGraphs => [];

    /// <summary>
    /// Whether the autoencoder is computed in float32 where others are in float16 and its configuration says <c>force_upcast</c>.
    /// </summary>
    protected virtual bool UpcastsAutoencoder => false;

    /// <summary>What a graph of the family computes in.</summary>
    /// <param name="source">The graph.</param>
    /// <param name="wanted">What the user asked for.</param>
    public GraphPrecision PrecisionOf(GraphSource source, Precision wanted)
    {
        ModelConfig? config = source.Files.Has(ModelConfig.FileName) ? source.Config : null;
        bool upcasts = UpcastsAutoencoder && wanted != Precision.BFloat16 && source.Name is "vae_encoder" or "vae_decoder"
            && config?.Optional<bool?>("force_upcast") != false;
        return upcasts ? GraphPrecision.Float32 : GraphPrecision.Of(wanted, config);
    }

    /// <summary>
    /// Reads what the family reads of configurations, and fails where it cannot: for inspections, which load no graph.
    /// </summary>
    /// <param name="folder">Folder of the model.</param>
    /// <param name="component">A component that is there.</param>
    /// <exception cref="ModelFormatException">A value breaks a rule; the message names it.</exception>
    public virtual void CheckConfig(ModelFolder folder, string component)
    {
        if (component == "vae_decoder") AutoencoderParts.ChannelsOf(folder.Config(component), ScalingOf);
    }

    /// <summary>Checks the graphs against the family and wires them up.</summary>
    /// <exception cref="ModelFormatException">Something does not fit; the message names file, expected and found.</exception>
    public abstract LatentModel Assemble(ModelFolder folder, GraphSet graphs);

    /// <summary>The scale of an autoencoder's latents.</summary>
    /// <exception cref="ModelFormatException">Nothing says it.</exception>
    protected LatentScaling ScalingOf(ModelConfig config, int channels) => !config.IsAbsent
        ? Scaling(config, channels)
        : UnstatedScaling ?? throw new ModelFormatException(
            $"{config.Path}: the file is missing; it says how the latents of a model of the family {Name} are scaled.");

    /// <summary>The scale that a configuration states.</summary>
    protected virtual LatentScaling Scaling(ModelConfig config, int channels) => LatentScaling.From(config);

    /// <summary>The scale of models whose early exports have no configuration, a constant in diffusers; null for other families.</summary>
    protected virtual LatentScaling? UnstatedScaling => null;

    /// <summary>The autoencoder as inpainting uses it.</summary>
    protected virtual AutoencoderParts Inpainting(AutoencoderParts autoencoder) => autoencoder;
}
