namespace LatentDiffusion.Hub;

/// <summary>What the folder of a component has.</summary>
internal sealed class ComponentFiles
{
    private const string Graph = "model.onnx";
    private const long MaxSmallBytes = 64 << 20; // the vocabulary of Gemma has 34 MB

    /// <summary>Endings of the small files that loaders read: configurations, vocabularies.</summary>
    private static readonly string[] Small = [".json", ".txt", ".model"];

    /// <summary>Endings of weights that can run code when they are read.</summary>
    private static readonly string[] Pickled = [".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"];

    /// <summary>Endings of weights beside a graph; those without an ending too.</summary>
    private static readonly string[] Data = [".onnx_data", ".data", ".pb", ".weight", ".bias", ".weights"];

    private readonly IReadOnlyList<RemoteFile> _files;

    /// <summary>Looks at a folder.</summary>
    /// <param name="name">Name of the component.</param>
    /// <param name="listing">Its files.</param>
    /// <param name="variant">The variant of the weights that is asked for, or null.</param>
    public ComponentFiles(string name, RepoListing listing, string? variant)
    {
        (Name, _files) = (name, listing.Direct());
        Weights = Find(WeightFileNames.Choose([.. _files.Select(f => f.Name)], variant));
    }

    /// <summary>Name of the component.</summary>
    public string Name { get; }

    /// <summary>The <c>.safetensors</c> file or its index, or null.</summary>
    public RemoteFile? Weights { get; }

    /// <summary>Whether there is a graph in ONNX.</summary>
    public bool HasGraph => Find(Graph) is not null;

    /// <summary>Whether it is no graph but something small, such as a scheduler or tokenizer.</summary>
    public bool IsSmall => Weights is null && !HasGraph && Unsafe is null;

    /// <summary>Weights that are not fetched, or null.</summary>
    public RemoteFile? Unsafe => _files.FirstOrDefault(f => Pickled.Contains(Path.GetExtension(f.Name).ToLowerInvariant()));

    /// <summary>Configurations and vocabularies.</summary>
    public IEnumerable<RemoteFile> SmallFiles() => _files.Where(f =>
        Small.Contains(Path.GetExtension(f.Name)) && f.Size <= MaxSmallBytes
        && !f.Name.Contains(".index.", StringComparison.Ordinal)
        && !f.Name.StartsWith("flax_", StringComparison.Ordinal) && !f.Name.StartsWith("tf_", StringComparison.Ordinal));

    /// <summary>The graph, and the weights that lie beside it.</summary>
    public IEnumerable<RemoteFile> GraphFiles() => _files.Where(f =>
        f.Name == Graph || f.Name.StartsWith(Graph, StringComparison.Ordinal) || Data.Contains(Path.GetExtension(f.Name))
        || (Path.GetExtension(f.Name).Length == 0 && f.Name is not ("LICENSE" or "NOTICE")));

    /// <summary>A file of the folder, or null.</summary>
    public RemoteFile? Find(string? name) => _files.FirstOrDefault(f => f.Name == name);

    /// <summary>Whether a name has an ending of weights that can run code.</summary>
    public static bool IsPickled(string path) => Pickled.Contains(Path.GetExtension(path).ToLowerInvariant());
}
