using System.CommandLine;
using LatentDiffusion.Hub;
using LatentDiffusion.Models.Emoji;
using LatentDiffusion.Safety;

namespace LatentDiffusion.Cli;

/// <summary>Which model, on which hardware.</summary>
internal sealed class ModelOptions
{
    /// <summary>Their heading in the help.</summary>
    public const string Group = "Model";

    private readonly Option<string?> _model = new("--model", "-m")
    {
        Description = "Model folder in the layout of diffusers and optimum, graphs or weights, or a .safetensors file; or its name: "
            + "org/name of the Hugging Face hub, civitai:VERSION. [default: a small model of emoji]",
        HelpName = "path",
    };

    private readonly Option<bool> _fast = new("--fast")
    {
        Description = "The default model with its adapter for few steps: 6 by the scheduler lcm, without guidance, unless asked otherwise.",
    };

    private readonly Option<ExecutionProvider?> _provider = HardwareOptions.Provider();

    private readonly Option<Precision> _precision = HardwareOptions.Precision();

    private readonly Option<bool> _allowProcessor = new("--allow-processor")
    {
        Description = "Let operators that the GPU has no kernel for run on the processor, rather than refuse the model.",
    };

    private readonly Option<int?> _threads = HardwareOptions.Threads();

    private readonly Option<VaeTiling> _tiling = NamedOption.Of(
        "--vae-tiling",
        NamedOption.Name<VaeTiling>,
        "Decode in overlapping tiles, to bound memory: On, Off, or Auto for large pictures. [default: Auto]");

    private readonly Option<string?> _previewDecoder = new("--preview-decoder")
    {
        Description = "Cheap decoder (TAESD) for previews, a folder or .safetensors file. [default: the model's preview_decoder, else its decoder]",
        HelpName = "dir",
    };

    private readonly CacheOptions _cache = new();
    private readonly CheckpointOptions _checkpoint = new();
    private readonly MarkOptions _marks = new();
    private readonly SafetyOptions _safety = new();
    private readonly LoraOptions _loras = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Group, _model, _fast);
        command.Add(HardwareOptions.Group, _provider, _precision, _allowProcessor, _threads, _tiling, _previewDecoder);
        _cache.AddTo(command);
        _checkpoint.AddTo(command);
        _loras.AddTo(command);
        _safety.AddTo(command);
        _marks.AddTo(command);
    }

    /// <summary>Fetches what of the model is named rather than there.</summary>
    /// <returns>Loads the model.</returns>
    public ModelLoader Fetch(ParseResult parsed, CancellationToken cancellationToken) => Find(parsed, null, cancellationToken).Loader;

    /// <summary>The same for the model of this name; null is that of the option.</summary>
    /// <returns>Where the model is, and what loads it.</returns>
    public (string Path, ModelLoader Loader) Find(
        ParseResult parsed,
        string? name,
        CancellationToken cancellationToken,
        bool checksSafety = true,
        Func<PipelineOptions, PipelineOptions>? adapt = null)
    {
        bool fast = parsed.GetValue(_fast), isOwn = name is null;
        name ??= parsed.GetValue(_model);
        if (fast && name is not null) throw new ArgumentException($"--fast is of the default model, and the model is '{name}'.");
        PipelineOptions options = OfAnyModel(parsed) with { PreviewDecoder = parsed.GetValue(_previewDecoder) };
        if (adapt is not null) options = adapt(options);
        if (!checksSafety) options = options with { ImageStages = [.. options.ImageStages.Where(s => s is not SafetyStage)] };
        options = LoraOptions.Numbered(
            HubModels.FetchParts(_loras.Read(parsed, _checkpoint.Read(parsed, options)), cancellationToken));
        string? path = name is null ? null : HubModels.PathOf(name, HubPipelines.VariantFor(options), cancellationToken);
        if (path is not null) options = options with { Variant = HubPipelines.VariantIn(path, options) };
        if (!isOwn && Directory.Exists(path)) options = options with { Config = null }; // which is for those of the models that are a file
        return (path ?? EmojiModel.Directory, new ModelLoader(
            progress => path is not null ? LatentDiffusionPipeline.Load(path, options, progress, cancellationToken)
                : fast ? EmojiModel.CreateFastPipeline(options, progress, cancellationToken)
                : EmojiModel.CreatePipeline(options, progress, cancellationToken),
            cancellationToken));
    }

    /// <summary>What the model goes by: <c>emoji</c>, or the end of its path or name.</summary>
    public string NameOf(ParseResult parsed) => parsed.GetValue(_model) is { } model
        ? Path.GetFileName(Path.TrimEndingDirectorySeparator(model)).Replace(".safetensors", "", StringComparison.Ordinal)
        : "emoji";

    /// <summary>The adapters that prompts can name.</summary>
    /// <exception cref="ArgumentException">There is no such folder.</exception>
    public IEnumerable<string> AdapterNames(ParseResult parsed)
    {
        if (_loras.Read(parsed, new PipelineOptions()).LoraFolder is not { } folder) return [];
        if (!Directory.Exists(folder)) throw new ArgumentException($"--lora-folder is '{folder}'; there is no such folder.");
        return Directory.EnumerateFiles(folder, "*.safetensors", SearchOption.AllDirectories)
            .Select(f => Path.GetFileNameWithoutExtension(f)).Order();
    }

    /// <summary>Whether a model is named.</summary>
    public bool HasModel(ParseResult parsed) => parsed.GetValue(_model) is not null;

    /// <summary>Whether prompts name adapters of the model.</summary>
    public bool PromptsNameAdapters(ParseResult parsed) => _loras.AreNamed(parsed);

    /// <summary>The check of safety as gates of a data set: none where it is not asked for.</summary>
    public IReadOnlyList<SafetyGate> SafetyGates(ParseResult parsed) =>
        _safety.Checker(parsed) is { } checker ? [new SafetyGate(checker, _safety.OnlyReports(parsed))] : [];

    /// <summary>Whether unsafe pictures are kept back or made unrecognisable.</summary>
    public bool HidesUnsafePictures(ParseResult parsed) => _safety.IsAskedFor(parsed) && !_safety.OnlyReports(parsed);

    /// <summary>Whether adapters are given as options.</summary>
    public bool HasAdapters(ParseResult parsed) => _loras.AreGiven(parsed) || parsed.GetValue(_fast);

    /// <summary>The hardware and what graphs compute in, as a record tells it.</summary>
    public string Describe(ParseResult parsed)
    {
        string hardware = $"{ProviderOf(parsed).Name} {parsed.GetValue(_precision).ToString().ToLowerInvariant()}";
        return string.Join(", ", SafetyGates(parsed).Select(g => $"safety by {g.Checker}").Prepend(hardware));
    }

    /// <summary>The options that hold for each model that is served beside the first.</summary>
    public PipelineOptions OfFurtherModels(ParseResult parsed) =>
        OfAnyModel(parsed) with { LoraFolder = _loras.Read(parsed, new PipelineOptions()).LoraFolder };

    /// <summary>The options that hold for a second model too.</summary>
    public PipelineOptions OfAnyModel(ParseResult parsed) => _marks.Read(parsed, new PipelineOptions
    {
        Provider = ProviderOf(parsed),
        Precision = parsed.GetValue(_precision),
        AllowsProcessor = parsed.GetValue(_allowProcessor),
        Threads = parsed.GetValue(_threads),
        Cache = _cache.Read(parsed),
        VaeTiling = parsed.GetValue(_tiling),
        Templates = _checkpoint.Templates(parsed),
        ImageStages = _safety.Stage(parsed) is { } check ? [check] : [], // before the marks, which are of what is given back
    });

    private ExecutionProvider ProviderOf(ParseResult parsed) => parsed.GetValue(_provider) ?? ExecutionProviders.Cpu;
}
