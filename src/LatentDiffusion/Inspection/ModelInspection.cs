using LatentDiffusion.Checkpoints;
using LatentDiffusion.Families;
using LatentDiffusion.Inspection;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Onnx;
using LatentDiffusion.Runtime;
using LatentDiffusion.Storage;
using LatentDiffusion.Tokenizers;

namespace LatentDiffusion;

/// <summary>What a model holds and what it lacks, found without loading the model: seconds and no memory even for large ones.</summary>
public sealed class ModelInspection
{
    private ModelInspection(string path, string className) => (Path, ClassName) = (path, className);

    /// <summary>Path of the folder or file.</summary>
    public string Path { get; }

    /// <summary>Class of the pipeline in <c>model_index.json</c>, for example <c>StableDiffusionPipeline</c>.</summary>
    public string ClassName { get; }

    /// <summary>Family of the model, or null where pipelines of its class are not supported.</summary>
    public string? Family { get; private init; }

    /// <summary>The graphs that are there and readable.</summary>
    public IReadOnlyList<GraphInspection> Graphs { get; private init; } = [];

    /// <summary>The scheduler that the folder names, or null where it names none that is known.</summary>
    public Scheduler? Scheduler { get; private init; }

    /// <summary>What keeps the model from being loaded, one sentence each; empty for a sound folder.</summary>
    public IReadOnlyList<string> Problems { get; private init; } = [];

    /// <summary>
    /// What does not keep the model from being loaded but should be known, such as entries of configurations that are ignored.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>
    /// Keys of tensors in <c>.safetensors</c> files that no graph uses. Some are harmless, such as averaged copies of weights; many
    /// together mean that the file is another model's.
    /// </summary>
    public IReadOnlyList<string> UnusedTensors =>
        [
            .. Graphs.GroupBy(g => g.Path)
                .SelectMany(file => file.Select(g => g.LeftOver.AsEnumerable()).Aggregate((a, b) => a.Intersect(b))),
        ];

    /// <summary>Components that the family can do without and that are not there.</summary>
    public IReadOnlyList<string> MissingOptional { get; private init; } = [];

    /// <summary>Looks at a folder or a single-file checkpoint.</summary>
    /// <param name="path">Folder that holds <c>model_index.json</c>, or a <c>.safetensors</c> file.</param>
    /// <param name="options">
    /// How it would be loaded; default as <see cref="LatentDiffusionPipeline.Load"/> does by itself.
    /// </param>
    /// <exception cref="ArgumentException"><see cref="PipelineOptions.Config"/> is given for a folder.</exception>
    /// <exception cref="ModelFormatException">
    /// There is nothing at the path, or its <c>model_index.json</c> is absent or not readable.
    /// </exception>
    public static ModelInspection Read(string path, PipelineOptions? options = null)
    {
        options ??= new PipelineOptions();
        ModelFolder folder = ModelFolder.Open(path, options);
        ProviderKernels kernels = options.Sessions().Kernels;
        List<string> problems = [];
        ModelFamily? family = Try(() => ModelFamilies.Of(folder), problems);
        Try(() => Plain(folder), problems);
        string[] present = [.. folder.Components("").Where(name => Has(folder, name, problems)).Order(StringComparer.Ordinal)];
        foreach (string missing in (family?.RequiredGraphsOf(folder) ?? []).Except(present)) Try(() => Required(folder, missing), problems);
        foreach (string name in present) Try(() => Checked(folder, family, name), problems);
        foreach (string name in folder.Index.Names.Where(n => n.StartsWith("tokenizer", StringComparison.Ordinal)))
            CheckTokenizer(folder, name, problems);
        GraphInspection[] graphs =
        [
            .. present.Select(name => Try(() => Inspect(folder.Source(name), family, options.Precision, kernels, problems), problems))
                .OfType<GraphInspection>(),
        ];
        if (LatentChannels.Fault(graphs) is { } fault) problems.Add(fault);
        return new ModelInspection(folder.Path, folder.ClassName)
        {
            Family = family?.Name,
            Graphs = graphs,
            Scheduler = Try(() => folder.Scheduler().Scheduler, problems),
            MissingOptional = [.. (family?.OptionalGraphs ?? []).Except(present)],
            Problems = [.. problems.Distinct(StringComparer.Ordinal)],
            Warnings = folder.Warnings.All,
        };
    }

    private static GraphInspection Inspect(
        GraphSource source, ModelFamily? family, Precision wanted, ProviderKernels kernels, List<string> problems)
    {
        GraphInspection result = source.Inspect(problems);
        GraphPrecision precision = family?.PrecisionOf(source, wanted) ?? new GraphPrecision(wanted);
        result.ComputesIn = precision.TypeOn(kernels).Name();
        return result;
    }

    private static bool Has(ModelFolder folder, string name, List<string> problems)
    {
        try
        {
            return folder.HasGraph(name);
        }
        catch (ModelFormatException e)
        {
            problems.Add(e.Message);
            return false;
        }
    }

    private static ModelFolder Plain(ModelFolder folder)
    {
        folder.RequirePlainNames();
        return folder;
    }

    private static GraphSource Required(ModelFolder folder, string name)
    {
        GraphSource source = folder.Source(name);
        source.Require();
        return source;
    }

    private static ModelFolder Checked(ModelFolder folder, ModelFamily? family, string component)
    {
        family?.CheckConfig(folder, component);
        return folder;
    }

    private static void CheckTokenizer(ModelFolder folder, string name, List<string> problems)
    {
        if (!ModelFiles.IsPlain(name)) return; // which is told
        ModelFiles files = folder.Files(name);
        if (folder.Index.ComponentClass(name) is not { } className) return;
        if (files.Exists) Try(() => PromptTokenizer.Load(files, className), problems);
        else problems.Add($"{files.Path}: the folder of the {className} is missing.");
    }

    private static T? Try<T>(Func<T> read, List<string> problems)
        where T : class
    {
        try
        {
            return read();
        }
        catch (ModelFormatException e)
        {
            problems.Add(e.Message);
            return null;
        }
    }
}
