using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>A checkpoint that holds all components of a model in one file, as the models' authors publish them.</summary>
/// <param name="weights">The file.</param>
/// <param name="files">The small files of the model.</param>
/// <param name="context">The templates, and what is done to the weights.</param>
internal sealed class CheckpointFile(Weights weights, ModelFiles files, CheckpointContext context) : IGraphStore
{
    private readonly ModelConfig _index = ModelConfig.Read(files, "model_index.json");

    /// <inheritdoc/>
    public IEnumerable<string> Names => _index.Names.SelectMany(GraphFolder.GraphsOf).Where(name => Find(name) is not null);

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelFormatException">It is not a sound <c>.safetensors</c> file.</exception>
    public static Weights Open(string path)
    {
        SafeFormat.Require(path, "models", " Graphs in ONNX are loaded by their folder.");
        return Weights.Open(path);
    }

    /// <summary>
    /// The small files for a checkpoint: those of <see cref="PipelineOptions.Config"/>, else those of the model it is found to be.
    /// </summary>
    /// <exception cref="ModelFormatException">It is of no known model.</exception>
    public static ModelFiles FilesFor(Weights weights, PipelineOptions options)
    {
        if (options.Config is not { } folder) return KnownModel.Of(weights).Files;
        return Directory.Exists(folder)
            ? Path.GetFullPath(folder) : throw new ModelFormatException($"{folder}: there is no such folder of configurations.");
    }

    /// <inheritdoc/>
    public GraphSource? Find(string component)
    {
        string? folder = GraphFolder.NamesOf(component).FirstOrDefault(
            name => _index.ComponentClass(name) is not null && files.Folder(name).Has(ModelConfig.FileName));
        return folder is not null
            ? new CheckpointSource(component, files.Folder(folder), weights.Path, () => weights, context) : null;
    }
}
