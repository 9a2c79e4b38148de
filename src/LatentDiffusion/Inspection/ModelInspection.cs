namespace LatentDiffusion;

/// <summary>What a model folder holds and what it lacks, found without loading the model: seconds and no memory even for large ones.</summary>
public sealed class ModelInspection
{
    private ModelInspection(string path, string className) => (Path, ClassName) = (path, className);

    /// <summary>Path of the folder.</summary>
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

    /// <summary>Components that the family can do without and that are not there.</summary>
    public IReadOnlyList<string> MissingOptional { get; private init; } = [];

    /// <summary>Looks at a folder.</summary>
    /// <param name="path">Folder that holds <c>model_index.json</c>.</param>
    /// <exception cref="ModelFormatException">There is no such folder, or its <c>model_index.json</c> is absent or not readable.</exception>
    public static ModelInspection Read(string path)
    {
        ModelFolder folder = ModelFolder.Open(path);
        List<string> problems = [];
        ModelFamily? family = Try(() => ModelFamilies.Of(folder), problems);
        string[] present = [.. Directory.EnumerateDirectories(folder.Path).Select(System.IO.Path.GetFileName).OfType<string>().Where(folder.HasGraph).Order(StringComparer.Ordinal)];
        foreach (string missing in (family?.RequiredGraphsOf(folder) ?? []).Except(present)) problems.Add($"{folder.Graph(missing)}: the file is missing.");
        foreach (string name in folder.Index.Names.Where(n => n.StartsWith("tokenizer", StringComparison.Ordinal))) CheckTokenizer(folder, name, problems);
        return new ModelInspection(folder.Path, folder.ClassName)
        {
            Family = family?.Name,
            Graphs = [.. present.Select(name => Try(() => Inspect(folder, name, problems), problems)).OfType<GraphInspection>()],
            Scheduler = Try(() => folder.Scheduler().Scheduler, problems),
            MissingOptional = [.. (family?.OptionalGraphs ?? []).Except(present)],
            Problems = problems,
        };
    }

    private static GraphInspection Inspect(ModelFolder folder, string name, List<string> problems)
    {
        string path = folder.Graph(name);
        GraphFile.Require(path);
        OnnxFile file = OnnxFile.Read(path);
        foreach (var (location, needed) in file.ExternalFiles)
        {
            FileInfo data = new(System.IO.Path.Combine(folder.Component(name), location));
            if (!data.Exists) problems.Add($"{data.FullName}: the file, which holds weights of {path}, is missing.");
            else if (data.Length < needed) problems.Add($"{data.FullName}: the file is cut off: it has {data.Length} bytes, {path} needs {needed}.");
        }

        return new GraphInspection(name, path, file);
    }

    private static void CheckTokenizer(ModelFolder folder, string name, List<string> problems)
    {
        string path = folder.Component(name);
        if (folder.Index.ComponentClass(name) is not { } className) return;
        if (Directory.Exists(path)) Try(() => PromptTokenizer.Load(path), problems);
        else problems.Add($"{path}: the folder of the {className} is missing.");
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
