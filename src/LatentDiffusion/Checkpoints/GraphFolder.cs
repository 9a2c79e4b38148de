namespace LatentDiffusion.Checkpoints;

/// <summary>
/// The graphs of a model folder, each in a subfolder of its own; weights of both halves of an autoencoder are in <c>vae</c>.
/// </summary>
/// <param name="path">The folder.</param>
/// <param name="variant">The variant of the weights that is asked for, or null.</param>
/// <param name="context">The templates, and what is done to the weights.</param>
internal sealed class GraphFolder(string path, string? variant, CheckpointContext context) : IGraphStore
{
    private const string Autoencoder = "vae", Encoder = "vae_encoder", Decoder = "vae_decoder";

    /// <summary>What the pipelines of the latent diffusion paper call components that others have too.</summary>
    private static readonly Dictionary<string, string> Other = new() { [Autoencoder] = "vqvae", ["text_encoder"] = "bert" };

    /// <inheritdoc/>
    public IEnumerable<string> Names =>
        Directory.EnumerateDirectories(path).SelectMany(folder => GraphsOf(Path.GetFileName(folder)!)).Distinct(StringComparer.Ordinal);

    /// <summary>The graphs that are made of a component.</summary>
    public static IReadOnlyList<string> GraphsOf(string component)
    {
        string name = Other.FirstOrDefault(other => other.Value == component).Key ?? component;
        return name == Autoencoder ? [Encoder, Decoder] : [name];
    }

    /// <summary>The component in which the weights of a graph are kept.</summary>
    public static string KeptIn(string component) => component is Encoder or Decoder ? Autoencoder : component;

    /// <summary>The names that a graph's component may have in <c>model_index.json</c> and as a folder.</summary>
    public static IEnumerable<string> NamesOf(string component)
    {
        string kept = KeptIn(component);
        return Other.TryGetValue(kept, out string? other) ? [component, kept, other] : [component, kept];
    }

    /// <inheritdoc/>
    public GraphSource? Find(string component) => context.IsLeftOut(component)
        ? null // although there may be a folder of it
        : NamesOf(component).Select(name => ComponentFolder.Find(component, Path.Combine(path, name), variant, context))
            .FirstOrDefault(source => source is not null);
}
