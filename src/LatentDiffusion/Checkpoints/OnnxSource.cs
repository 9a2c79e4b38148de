using LatentDiffusion.Onnx;
using LatentDiffusion.Runtime;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>A graph in an ONNX file, with its weights in it or beside it.</summary>
/// <param name="name">Name of the component.</param>
/// <param name="folder">Folder of the component.</param>
/// <param name="context">The templates, and what is done to the weights; null where nothing is.</param>
internal sealed class OnnxSource(string name, string folder, CheckpointContext? context = null) : GraphSource(name, folder)
{
    /// <summary>Name of the file in each component's folder.</summary>
    public const string FileName = "model.onnx";

    /// <summary>The components without whose configuration a model would be drawn in another way.</summary>
    private static readonly string[] Described = ["unet", "transformer", "vae_decoder"];

    /// <inheritdoc/>
    public override string Path => System.IO.Path.Combine(folder, FileName);

    /// <summary>
    /// Early exports have no configurations at all (diffusers' <c>OnnxStableDiffusionPipeline</c>), and most of them is in the graphs too.
    /// Where others are there, one that is missing is lost.
    /// </summary>
    protected override bool NeedsConfig => Described.Any(
        component => File.Exists(System.IO.Path.Combine(folder, "..", component, ModelConfig.FileName)));

    /// <inheritdoc/>
    public override IReadOnlyList<TemplateParameter> Parameters => field ??= Read();

    /// <inheritdoc/>
    public override void Require()
    {
        if (Directory.Exists(System.IO.Path.GetDirectoryName(folder)) && !File.Exists(Path)) // a single file has no folders
            throw new ModelFormatException(
                $"{Path}: the file is missing, and so are weights in its place ("
                + $"{string.Join(", ", WeightFileNames.Expected.Select(file => $"{GraphFolder.KeptIn(Name)}/{file}"))}).");
        GraphFile.Require(Path);
    }

    /// <inheritdoc/>
    public override long Bytes => Directory.EnumerateFiles(folder).Sum(RealPath.Length); // weights may lie beside the graph

    /// <inheritdoc/>
    public override IEnumerable<string> WeightFiles =>
        Directory.EnumerateFiles(folder)
            .Where(file => System.IO.Path.GetExtension(file) is not (".json" or ".txt" or ".md" or ".safetensors"));

    /// <inheritdoc/>
    public override GraphInspection Inspect(List<string> problems)
    {
        Require();
        using ModelFile file = ModelFile.Open(Path);
        Dictionary<string, long> beside = new(StringComparer.Ordinal);
        IEnumerable<TensorProto> outside = file.Model.Graph.Initializers.Where(t => t.External is not null);
        foreach (StoredTensor tensor in outside.Select(file.Locate).OfType<StoredTensor>())
            beside[tensor.File] = Math.Max(beside.GetValueOrDefault(tensor.File), tensor.Offset + tensor.Length);
        long bytes = file.Length;
        foreach (var (path, needed) in beside)
        {
            FileInfo data = new(path);
            if (!data.Exists) problems.Add($"{path}: the file, which holds weights of {Path}, is missing.");
            else if (data.Length < needed) problems.Add($"{path}: the file is cut off: it has {data.Length} bytes, {Path} needs {needed}.");
            if (data.Exists) bytes += data.Length;
        }

        if (ComponentShapes.Fault(Name, Declared(file.Model.Graph.Inputs), Declared(file.Model.Graph.Outputs)) is { } fault)
            problems.Add($"{Path}: {fault}.");
        file.RequireSelfContained();
        try
        {
            return GraphInspection.Of(Name, Path, file.Model, bytes);
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            throw new ModelFormatException($"{Path}: this is not a sound ONNX file: {e.Message}.", e);
        }
    }

    /// <inheritdoc/>
    protected override T Use<T>(Func<OpenGraph, IReadOnlyList<BoundParameter>, IReadOnlyList<IWeightChange>, T> use)
    {
        IReadOnlyList<IWeightChange> changes = context?.ChangesOf(Name) ?? [];
        using ModelFile file = ModelFile.Open(Path);
        var (graph, parameters) = OnnxWeights.Open(file, changes.Count > 0 ? Known() : []);
        return changes.All(change => parameters.Any(p => change.Touches(p.Parameter)))
            ? use(graph, parameters, changes)
            : throw new ModelFormatException(
                $"{Path}: the graph did not keep the names of its weights, so that they cannot be changed. "
                + "Export it with latent-diffusion-export.");
    }

    /// <summary>Of two values of one name ONNX Runtime has its say.</summary>
    private static Dictionary<string, TensorSpec> Declared(IEnumerable<ValueInfoProto> values) =>
        values.DistinctBy(value => value.Name).ToDictionary(value => value.Name, TensorSpec.From, StringComparer.Ordinal);

    private TemplateParameter[] Read()
    {
        using ModelFile file = ModelFile.Open(Path);
        return [.. OnnxWeights.Open(file, Known()).Parameters.Select(p => p.Parameter)];
    }

    private IReadOnlyList<TemplateParameter> Known() => context?.KnownParameters(Name, Config) ?? [];
}
