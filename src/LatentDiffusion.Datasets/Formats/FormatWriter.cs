namespace LatentDiffusion.Datasets;

/// <summary>Writes samples in a layout, into a folder that takes its name once it is complete.</summary>
internal abstract class FormatWriter : IDisposable
{
    private readonly string _output, _name, _target;

    /// <summary>Begins.</summary>
    /// <param name="output">The folder of the data set.</param>
    /// <param name="format">The layout.</param>
    protected FormatWriter(string output, DatasetFormat format)
    {
        (_output, _name) = (output, FolderOf(format));
        (_target, Folder) = (Path.Combine(output, _name), Path.Combine(output, $".{_name}.tmp"));
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        Directory.CreateDirectory(Folder);
    }

    /// <summary>The folder that is written to.</summary>
    protected string Folder { get; }

    /// <summary>Makes the writer of a layout.</summary>
    /// <param name="format">The layout.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="counts">The samples of each split.</param>
    /// <param name="output">The folder of the data set.</param>
    public static FormatWriter Of(DatasetFormat format, DatasetPlan plan, IReadOnlyDictionary<string, long> counts, string output) =>
        format switch
        {
            DatasetFormat.WebDataset => new WebDatasetWriter(plan, output),
            DatasetFormat.Parquet => new ParquetFormatWriter(plan, counts, output),
            DatasetFormat.ImageFolder => new ImageFolderWriter(plan, output),
            DatasetFormat.Coco => new CocoWriter(plan, output),
            _ => new YoloWriter(plan, output),
        };

    /// <summary>The folder of a layout in that of a data set.</summary>
    public static string FolderOf(DatasetFormat format) => format switch
    {
        DatasetFormat.WebDataset => "webdataset",
        DatasetFormat.Parquet => "data",
        DatasetFormat.ImageFolder => "imagefolder",
        DatasetFormat.Coco => "coco",
        _ => "yolo",
    };

    /// <summary>Adds a sample; those of a split follow one another.</summary>
    public abstract void Add(MergedSample sample);

    /// <summary>Finishes the files.</summary>
    protected abstract void Finish();

    /// <summary>Finishes the files and gives the folder its name; another of that name is replaced.</summary>
    public void Complete()
    {
        Finish();
        string old = $"{Folder}.old";
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
        if (Directory.Exists(_target)) Directory.Move(_target, old);
        WrittenPlaces.NoteFolder(_output, _name, Folder);
        Directory.Move(Folder, _target);
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
    }

    /// <summary>Removes what is not complete.</summary>
    public virtual void Dispose()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Writes a file within the folder, and the folders to it.</summary>
    protected void Write(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    /// <summary>Opens a file within the folder, to write to it bit by bit.</summary>
    protected FileStream Create(string name)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.Create, FileAccess.Write);
    }
}
