using System.Reflection;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// Small files that come with the library: configurations and tokenizers of known models (folder <c>Checkpoints/ModelTypes</c>).
/// </summary>
/// <param name="folder">Folder among them.</param>
internal sealed class EmbeddedFiles(string folder) : ModelFiles
{
    private const string Root = "ModelTypes/";

    /// <summary>Where the vocabulary is that all CLIP tokenizers share.</summary>
    private const string Shared = Root + "clip/";

    private static readonly Assembly Assembly = typeof(EmbeddedFiles).Assembly;
    private static readonly HashSet<string> Names = [.. Assembly.GetManifestResourceNames()];

    /// <inheritdoc/>
    public override string Path => $"{Assembly.GetName().Name}/{Root}{folder}";

    /// <inheritdoc/>
    public override bool Exists => Names.Any(n => n.StartsWith($"{Root}{folder}/", StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Has(string name) => Resource(name) is not null;

    /// <inheritdoc/>
    public override Stream Open(string name) =>
        Assembly.GetManifestResourceStream(Resource(name) ?? throw new FileNotFoundException(PathOf(name)))!;

    /// <inheritdoc/>
    protected override ModelFiles Within(string name) => new EmbeddedFiles($"{folder}/{name}");

    private string? Resource(string name)
    {
        string own = $"{Root}{folder}/{name}";
        if (Names.Contains(own)) return own;
        return Exists && folder.Contains("/tokenizer", StringComparison.Ordinal) && Names.Contains(Shared + name) ? Shared + name : null;
    }
}
