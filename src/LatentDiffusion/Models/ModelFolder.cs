namespace LatentDiffusion;

/// <summary>A folder in the layout that diffusers and optimum write: <c>model_index.json</c>, and a subfolder for each component.</summary>
internal sealed class ModelFolder
{
    private ModelFolder(string path, ModelConfig index)
    {
        (Path, Index) = (path, index);
        ClassName = index.Required<string>("_class_name");
    }

    /// <summary>Path of the folder.</summary>
    public string Path { get; }

    /// <summary>The content of <c>model_index.json</c>.</summary>
    public ModelConfig Index { get; }

    /// <summary>Class of the pipeline, for example <c>StableDiffusionPipeline</c>.</summary>
    public string ClassName { get; }

    /// <summary>Opens a folder.</summary>
    /// <exception cref="ModelFormatException">It is absent or has no readable <c>model_index.json</c>.</exception>
    public static ModelFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = System.IO.Path.GetFullPath(path);
        if (!Directory.Exists(full)) throw new ModelFormatException($"{full}: there is no such folder.");
        return new ModelFolder(full, ModelConfig.Read(System.IO.Path.Combine(full, "model_index.json")));
    }

    /// <summary>Path of a component's folder, whether it exists or not.</summary>
    public string Component(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Path of a component's graph, whether it exists or not.</summary>
    public string Graph(string name) => System.IO.Path.Combine(Path, name, "model.onnx");

    /// <summary>Names of the components' folders that begin with a text.</summary>
    public IEnumerable<string> Components(string beginning) =>
        Directory.EnumerateDirectories(Path, beginning + "*").Select(folder => System.IO.Path.GetFileName(folder)!);

    /// <summary>Whether the component has a graph.</summary>
    public bool HasGraph(string name) => File.Exists(Graph(name));

    /// <summary>The <c>config.json</c> of a component.</summary>
    /// <exception cref="ModelFormatException">It is absent or not readable.</exception>
    public ModelConfig Config(string component) => ModelConfig.Read(System.IO.Path.Combine(Path, component, "config.json"));

    /// <summary>The scheduler that the folder names, and its options.</summary>
    /// <exception cref="ModelFormatException">It is absent, not readable, or of an unknown class.</exception>
    public (Scheduler Scheduler, SchedulerOptions Options) Scheduler() => ReadScheduler("scheduler");

    /// <summary>The options of a further scheduler.</summary>
    /// <exception cref="ModelFormatException">It is absent, not readable, or of an unknown class.</exception>
    public SchedulerOptions Scheduler(string component) => ReadScheduler(component).Options;

    private (Scheduler Scheduler, SchedulerOptions Options) ReadScheduler(string component)
    {
        string path = System.IO.Path.Combine(Path, component, "scheduler_config.json");
        if (!File.Exists(path)) throw new ModelFormatException($"{path}: the file is missing.");
        try
        {
            return Schedulers.FromConfig(File.ReadAllText(path));
        }
        catch (Exception e) when (e is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"{path}: {e.Message}", e);
        }
    }
}
