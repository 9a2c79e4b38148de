using System.Text.Json;

namespace LatentDiffusion.Datasets;

/// <summary>
/// Which folders of a data set merges wrote, and how many files and bytes they left there: only what is still as it was written may be
/// replaced. Anything else may be somebody's only copy.
/// </summary>
internal static class WrittenFolders
{
    private const string FileName = ".merged.json";

    /// <summary>Refuses a folder that is there and is not as a merge left it.</summary>
    /// <exception cref="DatasetException">It is of somebody else, or was changed.</exception>
    public static void RequireOwn(string output, string name)
    {
        string folder = Path.Combine(output, name);
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any()) return;
        if (Read(output).GetValueOrDefault(name) != Content.Of(folder))
            throw new DatasetException(
                $"'{folder}' is not what a merge wrote there, and is not replaced; move it, or name another folder for the data set.");
    }

    /// <summary>Notes a folder that is complete.</summary>
    /// <param name="output">The folder of the data set.</param>
    /// <param name="name">The name that it gets there.</param>
    /// <param name="folder">Where it is now.</param>
    public static void Note(string output, string name, string folder)
    {
        Dictionary<string, Content> all = Read(output);
        all[name] = Content.Of(folder);
        AtomicFile.Write(Path.Combine(output, FileName), JsonSerializer.SerializeToUtf8Bytes(all));
    }

    private static Dictionary<string, Content> Read(string output)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, Content>>(File.ReadAllBytes(Path.Combine(output, FileName))) ?? [];
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return []; // then nothing there is known to be of a merge
        }
    }

    private sealed record Content(long Files, long Bytes)
    {
        public static Content Of(string folder)
        {
            long[] sizes = [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Select(f => f.Length)];
            return new Content(sizes.Length, sizes.Sum());
        }
    }
}
