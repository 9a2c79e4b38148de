namespace LatentDiffusion;

/// <summary>A folder of adapters for prompts to name (<see cref="PipelineOptions.LoraFolder"/>). Safe for several threads.</summary>
/// <param name="path">The folder.</param>
internal sealed class AdapterFolder(string path)
{
    private const string Ending = ".safetensors";
    private const int DeepestFolder = 16; // links may lead in circles

    private readonly Dictionary<string, ((DateTime Written, long Length) State, AdapterFile File)> _opened = new(StringComparer.Ordinal);

    /// <summary>The adapter of a tag; the same as long as its file stays the same.</summary>
    /// <exception cref="ArgumentException">None of the folder has the name, or several have; the message lists them.</exception>
    /// <exception cref="ModelFormatException">The file is not a sound adapter, or the folder cannot be read.</exception>
    public LoadedAdapter Open(AdapterTag tag) => new(tag.Name, Open(Find(tag.Name)), tag.Scale, tag.TextScale, IsNamed: true);

    private AdapterFile Open(string file)
    {
        FileInfo info = Read(() => new FileInfo(RealPath.Of(file)));
        (DateTime, long) state = Read(() => (info.LastWriteTimeUtc, info.Length));
        lock (_opened)
        {
            if (_opened.TryGetValue(file, out var known) && known.State == state) return known.File;
            AdapterFile opened = AdapterFile.Open(file);
            _opened[file] = (state, opened);
            return opened;
        }
    }

    /// <summary>A name is that of the file without its ending, with or without the folders before it.</summary>
    private string Find(string name)
    {
        string[] names = Names();
        string[] found = names.Contains(name) ? [name] : [.. names.Where(n => n.EndsWith($"/{name}", StringComparison.Ordinal))];
        return found switch
        {
            [var only] => Path.Combine(path, only + Ending),
            [] => throw new ArgumentException(
                $"The prompt names the adapter '{Shown.Of(name)}', which is not in {path}; "
                + $"there are: {(names is [] ? "none" : Listing.Of(names))}.",
                nameof(name)),
            _ => throw new ArgumentException(
                $"The prompt names the adapter '{Shown.Of(name)}', of which {path} has several: {Listing.Of(found)}. Name the folder too.",
                nameof(name)),
        };
    }

    /// <summary>Paths within the folder, without endings.</summary>
    private string[] Names()
    {
        EnumerationOptions options = new() { RecurseSubdirectories = true, MaxRecursionDepth = DeepestFolder };
        string[] files = Read(() => Directory.GetFiles(path, "*" + Ending, options));
        return
        [
            .. files.Select(file => Path.GetRelativePath(path, file)[..^Ending.Length].Replace(Path.DirectorySeparatorChar, '/'))
                .Order(StringComparer.Ordinal),
        ];
    }

    private T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"{path}: the folder of adapters cannot be read: {Shown.Cause(e)}.", e);
        }
    }
}
