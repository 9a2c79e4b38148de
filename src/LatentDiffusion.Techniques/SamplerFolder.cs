namespace LatentDiffusion.Techniques;

/// <summary>The folder of a model while it is loaded. Graphs that were opened are freed with it unless all went well.</summary>
internal sealed class SamplerFolder : IDisposable
{
    private const string FileName = "technique.json";
    private const int LargestSide = 1024;

    private readonly ModelConfig _config;
    private readonly PipelineOptions _pipeline;
    private readonly List<OnnxGraph> _graphs = [];

    private SamplerFolder(string path, ModelConfig config, SamplerOptions options)
    {
        (Path, _config, Options, _pipeline) = (path, config, options, options.ToPipelineOptions());
        Technique = config.Required<string>("technique");
        Size = Whole("size", 8, LargestSide);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The description, for messages.</summary>
    public string File => _config.Path;

    /// <summary>Its <c>technique</c>.</summary>
    public string Technique { get; }

    /// <summary>Its <c>size</c>: the side of pictures.</summary>
    public int Size { get; }

    /// <summary>On what it is to run.</summary>
    public SamplerOptions Options { get; }

    /// <summary>Reads the description.</summary>
    /// <exception cref="ModelFormatException">It is absent, or something in it is wrong.</exception>
    public static SamplerFolder Open(string path, SamplerOptions options) => new(path, ModelConfig.Read(path, FileName), options);

    /// <summary>A whole number of the description.</summary>
    /// <exception cref="ModelFormatException">It is absent or out of bounds.</exception>
    public int Whole(string name, int least, int most) =>
        _config.Whole(name, least, most) ?? throw new ModelFormatException($"{File}: '{name}' is missing.");

    /// <summary>
    /// Loads a graph that has just these inputs, and these outputs among its own, each of a shape that the description asks for.
    /// </summary>
    /// <param name="name">Its folder.</param>
    /// <param name="inputs">Names of all inputs, and their shapes for one picture.</param>
    /// <param name="outputs">The same of the outputs that are read.</param>
    /// <exception cref="ModelFormatException">It is absent, damaged, or another graph.</exception>
    public OnnxGraph Graph(string name, (string Name, long[] Shape)[] inputs, (string Name, long[] Shape)[] outputs)
    {
        OnnxSource source = new(name, System.IO.Path.Combine(Path, name));
        source.Require();
        OnnxGraph graph = source.Load(_pipeline.Sessions(), GraphPrecision.Float32);
        _graphs.Add(graph);
        foreach (var (input, shape) in inputs) RequireShape(graph, graph.Inputs[graph.RequireInput(input)], shape);
        graph.RequireNoOtherInputs([.. inputs.Select(input => input.Name)]);
        foreach (var (output, shape) in outputs) RequireShape(graph, graph.Outputs[graph.RequireOutput(output)], shape);
        return graph;
    }

    /// <summary>Fails where a component draws pictures of another size than the description says.</summary>
    /// <param name="file">What says so.</param>
    /// <param name="width">The component's.</param>
    /// <param name="height">The component's.</param>
    /// <exception cref="ModelFormatException">Either is not <see cref="Size"/>.</exception>
    public void RequireSize(string file, int width, int height)
    {
        if (width != Size || height != Size)
            throw new ModelFormatException($"{file}: this model draws {width}x{height} pixels; {File} says {Size}x{Size}.");
    }

    /// <summary>The configuration of a component.</summary>
    /// <exception cref="ModelFormatException">It is absent or no JSON.</exception>
    public ModelConfig Component(string name) => ModelConfig.Read(((ModelFiles)Path).Folder(name), "config.json");

    /// <summary>The scheduler beside the graphs.</summary>
    /// <exception cref="ModelFormatException">It is absent, or something in it is wrong.</exception>
    public (Scheduler Scheduler, SchedulerOptions Options) Scheduler() =>
        SchedulerFile.Read(((ModelFiles)Path).Folder("scheduler"), null, new RunWarnings());

    /// <summary>The graphs have an owner now.</summary>
    public void Release() => _graphs.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (OnnxGraph graph in _graphs) graph.Dispose();
    }

    private void RequireShape(OnnxGraph graph, TensorSpec spec, long[] shape)
    {
        if (!spec.Fits(shape))
            throw new ModelFormatException(
                $"{graph.Path}: '{spec.Name}' is declared as {spec}; by {File} it must be able to be [{string.Join(", ", shape)}].");
    }
}
