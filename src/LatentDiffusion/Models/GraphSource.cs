namespace LatentDiffusion;

/// <summary>Where the graph of a component comes from.</summary>
/// <param name="name">Name of the component, for example <c>unet</c>.</param>
/// <param name="files">The component's small files.</param>
internal abstract class GraphSource(string name, ModelFiles files)
{
    /// <summary>Name of the component.</summary>
    public string Name => name;

    /// <summary>The component's small files.</summary>
    public ModelFiles Files => files;

    /// <summary>Path of the file with the graph or its weights, for messages.</summary>
    public abstract string Path { get; }

    /// <summary>The component's <c>config.json</c>.</summary>
    /// <exception cref="ModelFormatException">It is absent or not readable.</exception>
    public ModelConfig Config => ModelConfig.Read(files, "config.json");

    /// <summary>The weights that can be changed, by the names that checkpoints have for them.</summary>
    /// <exception cref="ModelFormatException">They are not known.</exception>
    public abstract IReadOnlyList<TemplateParameter> Parameters { get; }

    /// <summary>Fails early for what ONNX Runtime would not explain.</summary>
    /// <exception cref="ModelFormatException">A file is absent or not what it should be.</exception>
    public abstract void Require();

    /// <summary>Size of the weights as they are stored.</summary>
    public abstract long Bytes { get; }

    /// <summary>Loads the graph.</summary>
    /// <exception cref="ModelFormatException">It cannot be loaded.</exception>
    public abstract OnnxGraph Load(PipelineOptions options);

    /// <summary>Says what is there, without loading it.</summary>
    /// <param name="problems">Gets what is wrong and can be told beside.</param>
    /// <exception cref="ModelFormatException">Nothing can be told.</exception>
    public abstract GraphInspection Inspect(List<string> problems);
}
