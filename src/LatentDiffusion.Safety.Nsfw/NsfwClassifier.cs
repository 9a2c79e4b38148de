namespace LatentDiffusion.Safety.Nsfw;

/// <summary>
/// The MobileNetV2 of nsfwjs (https://github.com/infinitered/nsfwjs, MIT), which lies beside the application: five classes, with the
/// probabilities of TensorFlow.js.
/// </summary>
public sealed class NsfwClassifier : IImageSafetyChecker, IDisposable
{
    private const string Input = "pictures", Output = "classes";
    private const int Side = 224, Channels = 3;

    /// <summary>In the order of nsfwjs, dist/cjs/nsfw_classes.js.</summary>
    private static readonly string[] Classes = ["Drawing", "Hentai", "Neutral", "Porn", "Sexy"];

    private readonly OnnxGraph _graph;
    private readonly NsfwOptions _options;

    private NsfwClassifier(OnnxGraph graph, NsfwOptions options) => (_graph, _options) = (graph, options);

    /// <summary>Folder of the network, beside the application.</summary>
    public static string Directory => Path.Combine(AppContext.BaseDirectory, "networks", "nsfw");

    /// <inheritdoc/>
    public string Name => "NSFW classifier";

    /// <summary>Loads the classifier.</summary>
    /// <param name="options">On what it runs, and how strict it is.</param>
    /// <exception cref="ModelFormatException">The folder was removed from beside the application, or damaged.</exception>
    /// <exception cref="ExecutionProviderException">The native ONNX Runtime, or the asked-for provider in it, is absent.</exception>
    /// <exception cref="ArgumentException">A value of the options breaks a rule.</exception>
    public static NsfwClassifier Load(NsfwOptions? options = null)
    {
        options ??= new NsfwOptions();
        PipelineOptions pipeline = options.ToPipelineOptions();
        OnnxSource source = new("nsfw", Directory);
        source.Require();
        return new NsfwClassifier(source.Load(pipeline.Sessions(), GraphPrecision.Float32), options);
    }

    /// <inheritdoc/>
    /// <exception cref="GraphRunException">ONNX Runtime failed.</exception>
    public SafetyFinding Check(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        using GraphCall call = _graph.Call(cancellationToken, returnsMemory: true);
        AlignedBilinear.Resize(image, Side, call.Input(Input, 1, Side, Side, Channels).Write());
        call.FreeOutput(Output);
        float[] values = call.RunFree()[0].Values;
        (double drawn, double filmed, double sexy) = (values[1], values[3], values[4]);
        bool isExplicit = drawn + filmed >= _options.Threshold, isSexy = sexy >= _options.SexyThreshold;
        return new SafetyFinding(
            isExplicit || isSexy,
            [.. Classes.Select((name, i) => new SafetyScore(name, values[i], i is 1 or 3 ? isExplicit : i == 4 && isSexy))]);
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => _graph.Dispose();
}
