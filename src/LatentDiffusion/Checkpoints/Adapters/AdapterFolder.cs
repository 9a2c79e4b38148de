using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>A folder of adapters for prompts to name (<see cref="PipelineOptions.LoraFolder"/>). Safe for several threads.</summary>
/// <param name="path">The folder.</param>
internal sealed class AdapterFolder(string path)
{
    private const string Ending = ".safetensors";
    private const int DeepestFolder = 16; // links may lead in circles

    /// <summary>The key of a header that kohya-ss writes the name of its training run under.</summary>
    private const string OutputName = "ss_output_name";

    private readonly Dictionary<string, (FileState State, AdapterFile File)> _opened = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (FileState State, string? Name)> _outputNames = new(StringComparer.Ordinal);

    /// <summary>The adapter of a tag; the same as long as its file stays the same.</summary>
    /// <exception cref="ArgumentException">None of the folder has the name, or several have; the message lists them.</exception>
    /// <exception cref="ModelFormatException">The file is not a sound adapter, or the folder cannot be read.</exception>
    public LoadedAdapter Open(AdapterTag tag) => new(tag.Name, Open(Find(tag.Name)), tag.Scale, tag.TextScale, IsNamed: true);

    private AdapterFile Open(string file)
    {
        FileState state = StateOf(file);
        lock (_opened)
        {
            if (_opened.TryGetValue(file, out var known) && known.State == state) return known.File;
            AdapterFile opened = AdapterFile.Open(file);
            _opened[file] = (state, opened);
            return opened;
        }
    }

    /// <summary>
    /// A name is that of the file without its ending, with or without the folders before it; or what the file says that it was called when
    /// it was trained; or one of these in other letters. The first of these that any file has counts.
    /// </summary>
    private string Find(string name)
    {
        string[] names = Names();
        Func<string, StringComparison, bool>[] ways =
        [
            (file, letters) => file.Equals(name, letters),
            (file, letters) => file.EndsWith($"/{name}", letters),
            (file, letters) => name.Equals(OutputNameOf(file), letters),
        ];
        string[] found = new[] { StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase }
            .SelectMany(letters => ways.Select(way => names.Where(file => way(file, letters)).ToArray()))
            .FirstOrDefault(files => files.Length > 0) ?? [];
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

    /// <summary>What a file says that it was called when it was trained; null where it does not say it, or cannot be read.</summary>
    private string? OutputNameOf(string name)
    {
        string file = Path.Combine(path, name + Ending);
        lock (_outputNames)
        {
            try
            {
                FileState state = StateOf(file);
                if (_outputNames.TryGetValue(file, out var known) && known.State == state) return known.Name;
                using SafetensorsFile opened = SafetensorsFile.Open(file);
                string? output = opened.Metadata.GetValueOrDefault(OutputName);
                _outputNames[file] = (state, output);
                return output;
            }
            catch (ModelFormatException)
            {
                return null;
            }
        }
    }

    private FileState StateOf(string file) => Read(() => FileState.Of(file));

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
