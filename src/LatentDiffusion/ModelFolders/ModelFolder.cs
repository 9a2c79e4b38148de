using System.Globalization;
using LatentDiffusion.Checkpoints;
using LatentDiffusion.Errors;
using LatentDiffusion.Storage;
using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.ModelFolders;

/// <summary>
/// A model in the layout that diffusers and optimum write: <c>model_index.json</c>, and a subfolder for each component. A single-file
/// checkpoint has the same beside it, from a folder that the user names or from the library.
/// </summary>
internal sealed class ModelFolder : IComponents
{
    private readonly ModelFiles _files;
    private readonly IGraphStore _store;
    private readonly CheckpointContext _context;
    private readonly LearnedTokens _ownWords;
    private readonly TokenizerSet _tokenizers;
    private readonly Dictionary<string, GraphSource?> _sources = new(StringComparer.Ordinal);

    private ModelFolder(string path, ModelFiles files, PipelineOptions options, Func<CheckpointContext, ModelFiles, IGraphStore> store)
    {
        (Path, _files, Index) = (path, files, ModelConfig.Read(files, "model_index.json"));
        _tokenizers = new TokenizerSet(Files);
        ClassName = Index.Required<string>("_class_name");
        CheckpointContext context = _context = new(options, Index, ClassName, new Lazy<bool>(() => ControlNets.Count > 0));
        IReadOnlyDictionary<string, string> replaced = options.ReplacedComponents();
        _store = replaced.Count == 0
            ? store(context, files)
            : new ReplacedGraphs(store(context, files), replaced, options.Variant, context);
        context.Learned = _ownWords = LearnedTokens.Read(options.Embeddings, this);
    }

    /// <summary>Path of the folder or checkpoint.</summary>
    public string Path { get; }

    /// <summary>Name of the model: that of the folder or file, or of the repository where the folder is a hub's cache of one.</summary>
    public string Name => File.Exists(Path)
        ? System.IO.Path.GetFileNameWithoutExtension(Path) : SnapshotFolder.RepositoryOf(Path) ?? System.IO.Path.GetFileName(Path);

    /// <summary>The content of <c>model_index.json</c>.</summary>
    public ModelConfig Index { get; }

    /// <summary>Class of the pipeline, for example <c>StableDiffusionPipeline</c>.</summary>
    public string ClassName { get; }

    /// <summary>What the user should be told of the model.</summary>
    public RunWarnings Warnings => _context.Warnings;

    /// <summary>What adapters do to the model; graphs that are loaded from now on have it.</summary>
    public AdaptedModel Adapted
    {
        get => new(_context.Adapters, _context.Learned!);
        set => (_context.Adapters, _context.Learned) = (value.Changes, value.Words);
    }

    /// <summary>What adapters would do to the model.</summary>
    /// <param name="adapters">The adapters, in order.</param>
    /// <param name="warnings">Are told of what the model has no use for.</param>
    /// <exception cref="ModelFormatException">One is not for this model; the message lists what does not fit.</exception>
    public AdaptedModel Adapt(IReadOnlyList<LoadedAdapter> adapters, RunWarnings warnings)
    {
        AdaptedModel adapted = new(AdapterBinding.Bind(this, adapters), _ownWords.With(adapters.Select(a => a.File), warnings));
        foreach (LoadedAdapter adapter in adapters.Where(adapter => adapter.File.IsSilent))
            warnings.Add($"{adapter.File.Path}: alpha is 0 in every layer, so the adapter changes nothing.");
        return adapted;
    }

    /// <summary>Fails for components whose names lead out of the folder.</summary>
    /// <exception cref="ModelFormatException">One does.</exception>
    public void RequirePlainNames()
    {
        foreach (string name in Index.Names)
            if (Index.ComponentClass(name) is not null && !ModelFiles.IsPlain(name))
                throw new ModelFormatException($"{Index.Path}: '{Shown.Of(name)}' is not the name of a component, but leads elsewhere.");
    }

    /// <summary>Opens a folder or a single-file checkpoint.</summary>
    /// <exception cref="ModelFormatException">It is absent or has no readable <c>model_index.json</c>.</exception>
    /// <exception cref="ArgumentException">An option is not for it.</exception>
    public static ModelFolder Open(string path, PipelineOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new PipelineOptions();
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (File.Exists(full))
        {
            Weights weights = CheckpointFile.Open(full);
            return new ModelFolder(
                full, CheckpointFile.FilesFor(weights, options), options, (context, files) => new CheckpointFile(weights, files, context));
        }

        if (!Directory.Exists(full)) throw new ModelFormatException($"{full}: there is no such folder or file.");
        if (options.Config is { } config)
            throw new ArgumentException(
                $"Config is '{Shown.Of(config)}'; it is for a single-file checkpoint, and '{Shown.Of(full)}' is a folder, "
                + "which has its own.",
                nameof(options));
        if (options.Variant is { } variant) RequireVariant(full, variant);
        return new ModelFolder(full, full, options, (context, _) => new GraphFolder(full, options.Variant, context));
    }

    /// <summary>Path of a component's folder, whether it exists or not.</summary>
    public string Component(string name) => _files.PathOf(name);

    /// <summary>The small files of a component that is no graph, such as a tokenizer.</summary>
    public ModelFiles Files(string component) => _files.Folder(component);

    /// <summary>Names of the components with a graph that begin with a text.</summary>
    public IEnumerable<string> Components(string beginning) =>
        _store.Names.Where(name => name.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>Names of the ControlNets: <c>controlnet</c>, <c>controlnet_1</c> and so on, up to the last that has a folder.</summary>
    public IReadOnlyList<string> ControlNets
    {
        get
        {
            const string First = "controlnet";
            int[] numbers = [.. Components(First + "_").Select(name => NumberOf(name.AsSpan(First.Length + 1))).Where(n => n > 0)];
            int last = Math.Min(numbers.Append(0).Max(), numbers.Length + 1); // where one is missing, it is among these
            return last > 0 || HasGraph(First) ? [First, .. Enumerable.Range(1, last).Select(i => $"{First}_{i}")] : [];
        }
    }

    private static int NumberOf(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    /// <summary>Whether the component has a graph, or weights that a template makes one of.</summary>
    /// <exception cref="ModelFormatException">It has weights, but in a format that is not read.</exception>
    public bool HasGraph(string name) => Find(name) is not null;

    /// <summary>Where the component's graph comes from; a file that is missing where there is none.</summary>
    /// <exception cref="ModelFormatException">It has weights, but in a format that is not read.</exception>
    public GraphSource Source(string name) => Find(name) ?? new OnnxSource(name, Component(name), _context);

    /// <summary>The <c>config.json</c> of a component.</summary>
    /// <exception cref="ModelFormatException">It is absent or not readable.</exception>
    public ModelConfig Config(string component) => Source(component).Config;

    /// <summary>The CLIP tokenizer of a text encoder, with the words that were learned for it.</summary>
    /// <exception cref="ModelFormatException">A file of it is missing or not what it should be.</exception>
    public ClipTokenizer ClipTokenizer(string encoder, string tokenizer) => _context.Learned!.Of(encoder) is { Count: > 0 } learned
        ? LatentDiffusion.Tokenizers.ClipTokenizer.Load(Files(tokenizer), learned, Warnings)
        : Tokenizer(tokenizer, LatentDiffusion.Tokenizers.ClipTokenizer.Load);

    /// <summary>A tokenizer.</summary>
    /// <param name="name">Name of its folder.</param>
    /// <param name="load">Reads one of its class.</param>
    /// <exception cref="ModelFormatException">A file of it is missing or not what it should be.</exception>
    public T Tokenizer<T>(string name, Func<ModelFiles, T> load)
        where T : PromptTokenizer => _tokenizers.Get(name, load);

    /// <summary>Begins to read the tokenizers, beside what is loaded next.</summary>
    public void BeginTokenizers() => _tokenizers.Begin(
        from name in Index.Names
        where name.StartsWith("tokenizer", StringComparison.Ordinal) && ModelFiles.IsPlain(name)
        let className = Index.ComponentClass(name)
        where className is not null
        select (name, className));

    /// <summary>The scheduler that the folder names, and its options; what the weights say of their training goes before them.</summary>
    /// <exception cref="ModelFormatException">It is absent, not readable, or of an unknown class.</exception>
    public (Scheduler Scheduler, SchedulerOptions Options) Scheduler()
    {
        var stated = ReadScheduler("scheduler");
        return DenoiserWeights() is { } weights
            ? MarkedScheduler.Of(stated, weights.Path, CheckpointMarkers.Of(weights), Warnings) : stated;
    }

    /// <summary>The options of a further scheduler.</summary>
    /// <exception cref="ModelFormatException">It is absent, not readable, or of an unknown class.</exception>
    public SchedulerOptions Scheduler(string component) => ReadScheduler(component).Options;

    /// <summary>Fails where no component has weights of a variant that is asked for, which may be misspelt.</summary>
    private static void RequireVariant(string path, string variant)
    {
        string[] known = [.. WeightFileNames.VariantsIn(path).Distinct().Order(StringComparer.Ordinal)];
        if (known.Length > 0 && !known.Contains(variant))
            throw new ModelFormatException(
                $"{path}: no component has weights of the variant '{Shown.Of(variant)}'; there are: {string.Join(", ", known)}.");
    }

    private GraphSource? Find(string name)
    {
        if (!_sources.TryGetValue(name, out GraphSource? source)) _sources[name] = source = _store.Find(name);
        return source;
    }

    private (Scheduler Scheduler, SchedulerOptions Options) ReadScheduler(string component)
    {
        string? className = Index.ComponentClass(component);
        return className is null || Schedulers.Find(className) is not null
            ? SchedulerFile.Read(_files.Folder(component), className, Warnings)
            : throw new ModelFormatException(
                $"{Index.Path}: '{component}' is of the class '{Shown.Of(className)}', which is not supported. "
                + $"Supported: {string.Join(", ", Schedulers.ClassNames)}.");
    }

    /// <summary>The weights of what predicts noise, which may say how it was trained; null where there are none.</summary>
    private Weights? DenoiserWeights()
    {
        try
        {
            return ((Find("unet") ?? Find("transformer")) as CheckpointSource)?.Weights;
        }
        catch (ModelFormatException)
        {
            return null; // which is told where the component itself is looked at
        }
    }
}
