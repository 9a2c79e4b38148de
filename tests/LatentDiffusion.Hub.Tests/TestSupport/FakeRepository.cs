using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LatentDiffusion.Hub.Tests;

/// <summary>A repository of a <see cref="FakeHub"/>, at one commit.</summary>
internal sealed class FakeRepository(string name)
{
    /// <summary>Files of this size and above are in the large-file store.</summary>
    public const int LargeFrom = 1000;

    public string Name => name;

    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Entries of the list that are not what the files are.</summary>
    public Dictionary<string, string> Lies { get; } = [];

    public string Commit => Convert.ToHexStringLower(
        SHA1.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Files.Select(f => $"{f.Key} {BlobId(f.Value)}")))));

    /// <summary>Number of different contents, each of which has to be sent once.</summary>
    public int Contents => Files.Values.Select(Etag).Distinct().Count();

    public FakeRepository With(string path, byte[] content)
    {
        Files[path] = content;
        return this;
    }

    public FakeRepository With(string path, string content) => With(path, Encoding.UTF8.GetBytes(content));

    /// <summary>The files of a folder on disk.</summary>
    public FakeRepository WithFolder(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            With(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file));
        return this;
    }

    /// <summary>Bytes that look like nothing, the same each time.</summary>
    public static byte[] Bytes(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static bool IsLarge(byte[] content) => content.Length >= LargeFrom;

    public static string Etag(byte[] content) => IsLarge(content) ? Sha256(content) : BlobId(content);

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static string BlobId(byte[] content) =>
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));

    /// <summary>The pointer that git has in the place of a large file.</summary>
    private static byte[] Pointer(byte[] content) => Encoding.ASCII.GetBytes(
        $"version https://git-lfs.github.com/spec/v1\noid sha256:{Sha256(content)}\nsize {content.Length}\n");

    /// <summary>The entry of a file in the list.</summary>
    public string Entry(string path)
    {
        if (Lies.TryGetValue(path, out string? lie)) return lie;
        byte[] content = Files[path], pointer = Pointer(content);
        return IsLarge(content)
            ? JsonSerializer.Serialize(new
            {
                type = "file", oid = BlobId(pointer), size = content.Length, path,
                lfs = new { oid = Sha256(content), size = content.Length, pointerSize = pointer.Length },
            })
            : JsonSerializer.Serialize(new { type = "file", oid = BlobId(content), size = content.Length, path });
    }
}
