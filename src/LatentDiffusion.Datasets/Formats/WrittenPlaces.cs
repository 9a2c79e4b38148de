using System.Security.Cryptography;
using System.Text.Json;

namespace LatentDiffusion.Datasets;

/// <summary>
/// Which folders and files of a data set merges wrote, and what they left there (of a folder the number of files and bytes, of a file its
/// hash): only what is still as it was written may be replaced. Anything else may be somebody's only copy.
/// </summary>
internal static class WrittenPlaces
{
    private const string FileName = ".merged.json";

    /// <summary>Refuses a folder or file that is there and is not as a merge left it.</summary>
    /// <exception cref="DatasetException">It is of somebody else, or was changed.</exception>
    public static void RequireOwn(string output, string name)
    {
        string path = Path.Combine(output, name);
        if (!File.Exists(path) && !(Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())) return;
        Content there = Content.At(path);
        if (Read(output).GetValueOrDefault(name) is not { } known || !known.Is(there))
            throw new DatasetException(
                $"'{path}' is not what a merge wrote there, and is not replaced; move it, or name another folder for the data set.");
    }

    /// <summary>Notes a folder that is complete.</summary>
    /// <param name="output">The folder of the data set.</param>
    /// <param name="name">The name that it gets there.</param>
    /// <param name="folder">Where it is now.</param>
    public static void NoteFolder(string output, string name, string folder) => Note(output, name, Content.OfFolder(folder));

    /// <summary>Notes a file. Done before it is written, so that no other merge takes it for somebody else's in between.</summary>
    /// <param name="output">The folder of the data set.</param>
    /// <param name="name">The name that it gets there.</param>
    /// <param name="content">What it will hold.</param>
    public static void NoteFile(string output, string name, byte[] content)
    {
        (Content next, string path) = (Content.OfFile(content), Path.Combine(output, name));
        string? there = File.Exists(path) ? Content.At(path).Hash : null; // which stays where the file cannot be written
        Note(output, name, there == next.Hash ? next : next with { Before = there });
    }

    private static void Note(string output, string name, Content content)
    {
        Dictionary<string, Content> all = Read(output);
        all[name] = content;
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

    private sealed record Content(long Files, long Bytes, string? Hash = null, string? Before = null)
    {
        /// <summary>Whether this, or what was there before it, is what is there.</summary>
        public bool Is(Content there) => (there with { Before = Before }) == this || (Before is not null && Before == there.Hash);

        public static Content At(string path) => File.Exists(path) ? OfFile(File.ReadAllBytes(path)) : OfFolder(path);

        public static Content OfFile(byte[] content) => new(1, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));

        public static Content OfFolder(string folder)
        {
            long[] sizes = [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Select(f => f.Length)];
            return new Content(sizes.Length, sizes.Sum());
        }
    }
}
