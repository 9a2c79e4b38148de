using System.Text;

namespace LatentDiffusion.Fuzz;

/// <summary>All parsers of files, configurations and prompts.</summary>
public sealed partial class Targets : IDisposable
{
    private const string MemoryFolder = "/dev/shm"; // of Linux; mutated files need not reach a disk

    private readonly string _folder = Directory.CreateDirectory(Path.Combine(
        Directory.Exists(MemoryFolder) ? MemoryFolder : Path.GetTempPath(), $"latentdiffusion-fuzz-{Guid.NewGuid():n}")).FullName;

    /// <summary>The parsers.</summary>
    public IReadOnlyList<Target> All => [.. Weights(), .. Graphs(), .. Configurations(), .. Tokenizers(), .. Prompts(), .. Pictures()];

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string SeedPath(string name) => Path.Combine([AppContext.BaseDirectory, "Seeds", .. name.Split('/')]);

    private static byte[] Seed(string name) => File.ReadAllBytes(SeedPath(name));

    /// <summary>Small files of the seeds whose names match.</summary>
    private static byte[][] Seeds(string folder, string pattern, int most = 1 << 20) =>
    [
        .. Directory.EnumerateFiles(SeedPath(folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => new FileInfo(file).Length <= most).Select(File.ReadAllBytes),
    ];

    private static byte[][] Words(params ReadOnlySpan<string> words)
    {
        byte[][] encoded = new byte[words.Length][];
        for (int i = 0; i < words.Length; i++) encoded[i] = Encoding.UTF8.GetBytes(words[i]);
        return encoded;
    }

    /// <summary>Writes an input to a file, for parsers that map files.</summary>
    private string Write(string name, byte[] input)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, input);
        return path;
    }
}
