using LatentDiffusion.Checkpoints;
using LatentDiffusion.Errors;
using LatentDiffusion.Families;
using LatentDiffusion.Generation;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Requests;
using LatentDiffusion.Runtime;

namespace LatentDiffusion;

public sealed partial class LatentDiffusionPipeline
{
    private readonly RunGate _runs;
    private readonly ReentryGuard _guard;
    private readonly ModelFolder _folder;
    private readonly PipelineOptions _options;
    private readonly ModelHash _hash;
    private GraphSet _graphs;
    private LatentModel _model;

    private LatentDiffusionPipeline(
        ModelFolder folder,
        PipelineOptions options,
        GraphSet graphs,
        LatentModel model,
        IReadOnlyList<LoadedAdapter> adapters,
        RunWarnings adapterWarnings)
    {
        (Name, _folder, _options, _graphs, _model) = (folder.Name, folder, options, graphs, model);
        (_adapters, _adapterWarnings) = (adapters, adapterWarnings.All);
        (_runs, _guard) = (new RunGate(this), new ReentryGuard(this));
        _hash = new ModelHash(graphs.Names.Select(folder.Source));
        _stages = new StageList(options.ImageStages, options.FileStages);
        _tagFolder = options.LoraFolder is { } tags ? new AdapterFolder(tags) : null;
    }

    /// <summary>
    /// Name of the model: that of its folder or file; <c>org/name</c> where the folder is one of the Hugging Face hub's cache.
    /// </summary>
    public string Name { get; }

    /// <summary>
    /// What should be known of the model and its adapters, such as entries of its configurations that are ignored; also in each result's
    /// <see cref="GenerationResult.Warnings"/>. Empty in the usual case.
    /// </summary>
    public IReadOnlyList<string> Warnings => [.. _folder.Warnings.All, .. _adapterWarnings];

    /// <summary>
    /// Loads a model: a folder in the layout of diffusers and optimum, of which each component may be a graph (<c>model.onnx</c>) or
    /// weights (<c>.safetensors</c>), or a single-file checkpoint of Stable Diffusion 1, 2 or XL.
    /// </summary>
    /// <param name="path">Folder that holds <c>model_index.json</c>, or a <c>.safetensors</c> file.</param>
    /// <param name="options">How to load; default on the processor.</param>
    /// <param name="progress">Told after each graph, on a thread that loads.</param>
    /// <param name="cancellationToken">Stops within a step of ONNX Runtime's optimiser; nothing stays loaded.</param>
    /// <returns>A pipeline; dispose it to free its memory.</returns>
    /// <exception cref="ArgumentException">A value of the options breaks a rule; the message names both.</exception>
    /// <exception cref="ModelFormatException">Something is missing or does not fit; the message names file, expected and found.</exception>
    /// <exception cref="ExecutionProviderException">The native ONNX Runtime, or the asked-for provider in it, is absent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static LatentDiffusionPipeline Load(
        string path,
        PipelineOptions? options = null,
        IProgress<LoadingStep>? progress = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        options ??= new PipelineOptions();
        options.Validate();
        ModelFolder folder = ModelFolder.Open(path, options);
        folder.RequirePlainNames();
        ModelFamily family = ModelFamilies.Of(folder);
        IReadOnlyList<string> required = family.RequiredGraphsOf(folder);
        ReplacedGraphs.RequireUsed(options.ReplacedComponents(), [.. required.Union(family.OptionalGraphs), ComponentNames.PreviewDecoder]);
        foreach (string name in required) folder.Source(name).Require(); // before it is said that an adapter does not fit
        IReadOnlyList<LoadedAdapter> adapters = [.. options.Loras.Select(LoadedAdapter.Open)];
        RunWarnings warnings = new();
        if (adapters.Count > 0) folder.Adapted = folder.Adapt(adapters, warnings);
        folder.BeginTokenizers();
        GraphSet graphs = GraphSet.Load(folder, required, family.OptionalGraphs, options, family.PrecisionOf, progress, cancellationToken);
        try
        {
            foreach (LoadedAdapter adapter in adapters) adapter.File.RequireUnchanged();
            return new LatentDiffusionPipeline(folder, options, graphs, Assemble(folder, graphs, options), adapters, warnings);
        }
        catch
        {
            graphs.Dispose();
            throw;
        }
    }

    private static LatentModel Assemble(ModelFolder folder, GraphSet graphs, PipelineOptions options) =>
        ModelFamilies.Of(folder).Assemble(folder, graphs).With(options, folder, graphs);

    /// <summary>
    /// Waits for generations that run, then frees the model. Generations that begin later throw <see cref="ObjectDisposedException"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">A callback of this pipeline calls it; it is not disposed.</exception>
    public void Dispose()
    {
        _guard.ThrowIfWithin();
        if (_runs.Close()) _graphs.Dispose();
    }
}
