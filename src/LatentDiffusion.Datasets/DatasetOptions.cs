namespace LatentDiffusion.Datasets;

/// <summary>With what, and which part of, a data set is drawn.</summary>
public sealed record DatasetOptions
{
    /// <summary>
    /// Finds a model by what the plan calls it; null is the plan that names none. Default: a path, loaded on the processor.
    /// </summary>
    public Func<string?, DatasetModel> FindModel { get; init; } = OfPath;

    /// <summary>Finds the file of an adapter by what the plan calls it. Default: it is the path.</summary>
    public Func<string, string> FindAdapter { get; init; } = path => path;

    /// <summary>Which shards are drawn here. Default: all.</summary>
    public WorkerShare Share { get; init; } = WorkerShare.All;

    /// <summary>What samples go through beside the plan's own gates, in this order; for checks of safety. Default none.</summary>
    public IReadOnlyList<IQualityGate> Gates { get; init; } = [];

    /// <summary>The hardware and precision, for the record: workers of other ones are refused. Default: empty.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>
    /// Folder for shards that are in work; it must outlive the process for a shard to be resumed. Default null: the target's.
    /// </summary>
    public string? WorkFolder { get; init; }

    /// <summary>The same with another drawer, for tests.</summary>
    internal Func<DatasetPlan, ISampleDrawer>? Drawer { get; init; }

    private static DatasetModel OfPath(string? path) => path is null
        ? throw new DatasetException("The plan names no model; add 'models' to it.")
        : new DatasetModel(path, () => LatentDiffusionPipeline.Load(path));
}
