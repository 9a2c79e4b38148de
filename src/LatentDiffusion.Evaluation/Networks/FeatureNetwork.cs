using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// A network that turns pictures into vectors: a <c>model.onnx</c> with a <c>network.json</c> beside it.
/// <c>latent-diffusion-export features</c> makes such folders of the weights of Inception, CLIP, DINOv2 and LPIPS.
/// </summary>
/// <remarks>Safe for use by several threads at once.</remarks>
public sealed class FeatureNetwork : IDisposable
{
    private readonly OnnxGraph _graph;
    private readonly PromptEncoder? _prompts;

    private FeatureNetwork(
        string folder, NetworkDescription description, OnnxGraph graph, PromptEncoder? prompts, FeatureNetworkOptions options)
    {
        (Folder, Description, _graph, _prompts) = (folder, description, graph, prompts);
        RunsOnProcessor = options.Provider == ExecutionProviders.Cpu;
        Input = new PictureInput(description);
        InputName = NetworkInputs.Check(graph, description);
        if (description.Features is { } features) Dimension = NetworkInputs.LengthOf(graph, features);
        if (description.Logits is { } logits) Classes = NetworkInputs.LengthOf(graph, logits);
        if (prompts is not null && prompts.Dimension != Dimension)
            throw new ModelFormatException(
                $"{folder}: the embeddings of texts have {prompts.Dimension} dimensions and those of pictures {Dimension}.");
        int fixedBatch = graph.Inputs[InputName[0]].Dimensions[0];
        BatchSize = fixedBatch > 0 ? fixedBatch : options.BatchSize;
    }

    /// <summary>Its name.</summary>
    public string Name => Description.Name;

    /// <summary>The folder that it was loaded from.</summary>
    public string Folder { get; }

    /// <summary>Elements of the features of a picture; 0 for a network that says how far two pictures are apart.</summary>
    public int Dimension { get; }

    /// <summary>The number of classes that it tells apart, 0 where it gives no logits.</summary>
    public int Classes { get; }

    /// <summary>Whether it has an encoder of prompts, for the CLIP score.</summary>
    public bool ReadsPrompts => _prompts is not null;

    /// <summary>Whether it says how far two pictures are apart (LPIPS), instead of giving features.</summary>
    public bool ComparesPairs => Description.Distance is not null;

    /// <summary>The description.</summary>
    internal NetworkDescription Description { get; }

    /// <summary>Converts pictures to what the graph reads.</summary>
    internal PictureInput Input { get; }

    /// <summary>Pictures of one run.</summary>
    internal int BatchSize { get; }

    /// <summary>Whether it runs on the processor, where decoding takes its time too.</summary>
    internal bool RunsOnProcessor { get; }

    private string[] InputName { get; }

    /// <summary>Loads a network.</summary>
    /// <param name="folder">The folder with <c>network.json</c> and <c>model.onnx</c>.</param>
    /// <param name="options">On what it runs; the processor unless given.</param>
    /// <exception cref="ModelFormatException">A file is missing, damaged, or does not fit the others.</exception>
    /// <exception cref="ExecutionProviderException">The native ONNX Runtime, or the asked-for provider in it, is absent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static FeatureNetwork Load(string folder, FeatureNetworkOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new FeatureNetworkOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BatchSize, 1024);
        NetworkDescription description = NetworkDescription.Read(Path.Combine(folder, NetworkDescription.FileName));
        PipelineOptions session = new() { Provider = options.Provider, Threads = options.Threads, ConfigureSession = WaitAsleep };
        session.Validate();
        OnnxGraph graph = Open(folder, description.Name, session);
        PromptEncoder? prompts = null;
        try
        {
            if (description.Text is { } text)
                prompts = new PromptEncoder(
                    text, Open(Path.Combine(folder, text.Folder), $"{description.Name} text", session),
                    Path.Combine(folder, text.Tokenizer));
            return new FeatureNetwork(folder, description, graph, prompts, options);
        }
        catch
        {
            graph.Dispose();
            prompts?.Dispose();
            throw;
        }
    }

    /// <summary>The features of pictures in memory.</summary>
    /// <param name="images">The pictures.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EvaluationException">The network compares pairs, and has no features.</exception>
    public FeatureSet Extract(IReadOnlyList<RgbImage> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        float[] features = new float[images.Count * Dimension], logits = new float[images.Count * Classes];
        using FeatureRun run = Start(cancellationToken);
        for (int first = 0; first < images.Count; first += BatchSize)
        {
            int count = Math.Min(BatchSize, images.Count - first);
            for (int i = 0; i < count; i++) Input.Write(images[first + i], run.Picture(i));
            run.Run(count);
            run.Features[..(count * Dimension)].CopyTo(features.AsSpan(first * Dimension));
            if (Classes > 0) run.Logits[..(count * Classes)].CopyTo(logits.AsSpan(first * Classes));
        }

        return new FeatureSet(features, Dimension, logits: Classes > 0 && images.Count > 0 ? logits : null);
    }

    /// <summary>The embedding of a prompt, in the space of the features of pictures.</summary>
    /// <param name="prompt">The prompt; may be empty.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns><see cref="Dimension"/> numbers.</returns>
    /// <exception cref="EvaluationException">The network has no encoder of prompts.</exception>
    public float[] ExtractPrompt(string prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return ReadsPrompts ? Encode(prompt, cancellationToken)
            : throw new EvaluationException($"The network '{Name}' has no encoder of prompts.");
    }

    /// <summary>Frees the graph.</summary>
    public void Dispose()
    {
        _graph.Dispose();
        _prompts?.Dispose();
    }

    /// <summary>Starts repeated runs on one thread.</summary>
    internal FeatureRun Start(CancellationToken cancellationToken) =>
        ComparesPairs
            ? throw new EvaluationException($"The network '{Name}' compares pairs of pictures; it has no features of one.")
            : new FeatureRun(_graph, Description, InputName[0], BatchSize, Dimension, Classes, cancellationToken);

    /// <summary>How far two pictures of the same size are apart.</summary>
    internal double Compare(RgbImage a, RgbImage b, CancellationToken cancellationToken)
    {
        using GraphCall call = _graph.Call(cancellationToken, returnsMemory: true);
        (RgbImage Image, string Input)[] inputs = [(a, InputName[0]), (b, InputName[^1])];
        foreach (var (image, name) in inputs)
            Input.Write(image, call.Input(name, 1, 3, SideOf(image.Height), SideOf(image.Width)).Write());
        call.FreeOutput(Description.Distance!);
        return call.RunFree()[0].Values[0];
    }

    /// <summary>The embedding of a prompt.</summary>
    internal float[] Encode(string prompt, CancellationToken cancellationToken) => _prompts!.Encode(prompt, cancellationToken);

    /// <summary>Threads that wait for others leave the cores to decoding and to other runs; it costs a run nothing that could be measured.</summary>
    private static void WaitAsleep(SessionOptions options) => options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");

    private int SideOf(int side) => Description.Size == 0 ? side : Description.Size;

    private static OnnxGraph Open(string folder, string name, PipelineOptions options)
    {
        OnnxSource source = new(name, folder);
        source.Require();
        return source.Load(options.Sessions(), GraphPrecision.Float32);
    }
}
