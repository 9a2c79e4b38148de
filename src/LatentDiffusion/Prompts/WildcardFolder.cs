using System.Collections.Concurrent;
using System.Text;
using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Prompts;

/// <summary>A folder of lists for prompts: <c>__animals__</c> stands for a line of <c>animals.txt</c>.</summary>
/// <param name="path">The folder.</param>
internal sealed class WildcardFolder(string path)
{
    private const string Ending = ".txt";
    private const long MaxBytes = 64 << 20;

    private readonly ConcurrentDictionary<string, string[]> _read = new(StringComparer.Ordinal);

    /// <summary>The lines of a list, without empty ones and those that begin with <c>#</c>.</summary>
    /// <param name="name">Path within the folder, without ending.</param>
    /// <exception cref="ArgumentException">There is no such list, or nothing is in it.</exception>
    public string[] Lines(string name)
    {
        if (_read.TryGetValue(name, out string[]? known)) return known;
        if (name.Split('/').Any(part => !ModelFiles.IsPlain(part)))
            throw new ArgumentException($"The prompt names the list '{Shown.Of(name)}', which leads out of {path}.");
        string file = Path.Combine(path, name + Ending);
        if (!File.Exists(file))
            throw new ArgumentException($"The prompt names the list '{Shown.Of(name)}', which is not in {path}; there are: {Listed()}.");
        if (RealPath.Length(file) > MaxBytes) throw new ArgumentException($"{file}: a list may have at most {MaxBytes} bytes.");
        string[] lines = [.. Read(file).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')];
        return _read[name] = lines.Length > 0 ? lines : throw new ArgumentException($"{file}: there is nothing in the list.");
    }

    private static string[] Read(string file)
    {
        try
        {
            return File.ReadAllLines(file, StrictUtf8.Encoding);
        }
        catch (DecoderFallbackException e)
        {
            throw new ArgumentException($"{file}: the list is not text in UTF-8; save it as UTF-8.", e);
        }
    }

    private string Listed()
    {
        EnumerationOptions options = new() { RecurseSubdirectories = true, MaxRecursionDepth = 16 };
        string[] names = [.. Directory.EnumerateFiles(path, "*" + Ending, options)
            .Select(f => Path.GetRelativePath(path, f)[..^Ending.Length].Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)];
        return names is [] ? "none" : Listing.Of(names);
    }
}
