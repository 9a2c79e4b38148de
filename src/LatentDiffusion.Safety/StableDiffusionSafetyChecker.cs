namespace LatentDiffusion.Safety;

/// <summary>
/// The safety checker of Stable Diffusion 1 and 2, with the decisions of diffusers: CLIP's embedding of a picture is compared with those of
/// 17 concepts that were not published, each with a threshold of its own. Its weights do not come with this package.
/// </summary>
public sealed class StableDiffusionSafetyChecker : IImageSafetyChecker, IDisposable
{
    /// <summary>Folder of the checker within that of a model.</summary>
    internal const string FolderName = "safety_checker";

    private readonly ClipPicture _input;
    private readonly CheckerGraph _graph;

    private StableDiffusionSafetyChecker(ClipPicture input, CheckerGraph graph) => (_input, _graph) = (input, graph);

    /// <inheritdoc/>
    public string Name => "safety checker";

    /// <summary>Loads a checker.</summary>
    /// <param name="folder">
    /// The folder of a model that has a <c>safety_checker</c>, or that folder itself: <c>config.json</c> and
    /// <c>model.safetensors</c> as diffusers writes them, or <c>model.onnx</c>, the legacy form, which decides within its graph.
    /// How pictures are prepared stands in <c>preprocessor_config.json</c>, there or in <c>feature_extractor</c> beside it; CLIP's own way
    /// if nowhere.
    /// </param>
    /// <param name="options">How to load it.</param>
    /// <exception cref="ModelFormatException">Something is missing, damaged, or does not fit; the message names file and rule.</exception>
    /// <exception cref="ExecutionProviderException">The native ONNX Runtime, or the asked-for provider in it, is absent.</exception>
    /// <exception cref="ArgumentException">A value of the options breaks a rule.</exception>
    public static StableDiffusionSafetyChecker Load(string folder, SafetyCheckerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new SafetyCheckerOptions();
        PipelineOptions pipeline = options.ToPipelineOptions();
        string within = Path.Combine(folder, FolderName);
        if (Directory.Exists(within)) folder = within;
        if (!Directory.Exists(folder)) throw new ModelFormatException($"{folder}: there is no such folder with a safety checker.");
        string legacy = Path.Combine(folder, OnnxSource.FileName);
        bool isLegacy = File.Exists(legacy);
        if (isLegacy) options.RequireNone(legacy);
        CheckerGraph graph = isLegacy ? new LegacyChecker(folder, pipeline) : CheckpointChecker.Load(folder, options, pipeline);
        try
        {
            return new StableDiffusionSafetyChecker(ClipPicture.Read(folder, graph.Side), graph);
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NumericalException">The model gives NaN or infinity.</exception>
    /// <exception cref="GraphRunException">ONNX Runtime failed.</exception>
    public SafetyFinding Check(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return _graph.Check(_input, image, cancellationToken);
    }

    /// <summary>Frees the model.</summary>
    public void Dispose() => _graph.Dispose();
}
