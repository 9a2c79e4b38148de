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

    /// <inheritdoc/>
    public IEnumerable<string> Names =>
        Directory.EnumerateDirectories(path).SelectMany(folder => GraphsOf(Path.GetFileName(folder)!)).Distinct(StringComparer.Ordinal);

    /// <summary>The graphs that are made of a component.</summary>
    public static IReadOnlyList<string> GraphsOf(string component) => component == Autoencoder ? [Encoder, Decoder] : [component];

    /// <summary>The component in which the weights of a graph are kept.</summary>
    public static string KeptIn(string component) => component is Encoder or Decoder ? Autoencoder : component;

    /// <inheritdoc/>
    public GraphSource? Find(string component) => context.IsLeftOut(component)
        ? null // although there may be a folder of it
        : ComponentFolder.Find(component, Path.Combine(path, component), variant, context)
            ?? ComponentFolder.Find(component, Path.Combine(path, KeptIn(component)), variant, context);
}
