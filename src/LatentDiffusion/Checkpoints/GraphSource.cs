using LatentDiffusion.Onnx;
using LatentDiffusion.Runtime;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

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
    /// <exception cref="ModelFormatException">It is not readable, or absent where it is needed.</exception>
    public ModelConfig Config => NeedsConfig || files.Has(ModelConfig.FileName)
        ? ModelConfig.Read(files, ModelConfig.FileName) : ModelConfig.Absent(files.PathOf(ModelConfig.FileName));

    /// <summary>Whether nothing can be made of the component without its configuration.</summary>
    protected virtual bool NeedsConfig => true;

    /// <summary>The weights that can be changed, by the names that checkpoints have for them.</summary>
    /// <exception cref="ModelFormatException">They are not known.</exception>
    public abstract IReadOnlyList<TemplateParameter> Parameters { get; }

    /// <summary>Fails early for what ONNX Runtime would not explain.</summary>
    /// <exception cref="ModelFormatException">A file is absent or not what it should be.</exception>
    public abstract void Require();

    /// <summary>Size of the weights as they are stored.</summary>
    public abstract long Bytes { get; }

    /// <summary>Paths of the files that hold the graph and its weights.</summary>
    public abstract IEnumerable<string> WeightFiles { get; }

    /// <summary>Loads the graph, and where it computes in half precision, another in float32 when it is needed.</summary>
    /// <param name="settings">How sessions are made.</param>
    /// <param name="precision">What it is to compute in.</param>
    /// <exception cref="ModelFormatException">It cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">The token of the settings was cancelled.</exception>
    public OnnxGraph Load(SessionSettings settings, GraphPrecision precision) => Load(settings, precision, null);

    /// <param name="settings">How sessions are made.</param>
    /// <param name="precision">What it is to compute in.</param>
    /// <param name="kept">What is done to the weights, where the model's adapters may be others by now.</param>
    private OnnxGraph Load(
        SessionSettings settings, GraphPrecision precision, IReadOnlyList<IWeightChange>? kept) => Use((graph, parameters, current) =>
    {
        IReadOnlyList<IWeightChange> changes = kept ?? current;
        SessionSettings later = settings with { CancellationToken = CancellationToken.None };
        OpenGraph computing = precision.ApplyTo(graph, settings.Kernels, Path);
        if (settings.FusesOperators)
            computing = computing with { Model = WholeOperators.Replace(computing.Model, settings.Kernels.Operators) };
        BoundGraph bound = GraphComposer.Compose(computing, parameters, changes);
        OnnxGraph loaded = OnnxGraph.Load(Name, Path, bound, settings);
        return computing.ComputesIn.IsHalf() ? loaded.WithFloat32(() => Load(later, GraphPrecision.Float32, changes)) : loaded;
    });

    /// <summary>Says what is there, without loading it.</summary>
    /// <param name="problems">Gets what is wrong and can be told beside.</param>
    /// <exception cref="ModelFormatException">Nothing can be told.</exception>
    public abstract GraphInspection Inspect(List<string> problems);

    /// <summary>Opens the graph for as long as it is used.</summary>
    /// <param name="use">Is given the graph, where its weights lie, and what is done to them.</param>
    /// <exception cref="ModelFormatException">It cannot be read.</exception>
    protected abstract T Use<T>(Func<OpenGraph, IReadOnlyList<BoundParameter>, IReadOnlyList<IWeightChange>, T> use);
}
