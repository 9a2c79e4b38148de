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

    /// <summary>Loads a graph that has just these inputs, and these outputs among its own.</summary>
    /// <exception cref="ModelFormatException">It is absent, damaged, or another graph.</exception>
    public OnnxGraph Graph(string name, string[] inputs, string[] outputs)
    {
        OnnxSource source = new(name, System.IO.Path.Combine(Path, name));
        source.Require();
        OnnxGraph graph = source.Load(_pipeline.Sessions(), GraphPrecision.Float32);
        _graphs.Add(graph);
        foreach (string input in inputs) graph.RequireInput(input);
        graph.RequireNoOtherInputs(inputs);
        foreach (string output in outputs) graph.RequireOutput(output);
        return graph;
    }

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
}
