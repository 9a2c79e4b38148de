using System.Text.Json;

namespace LatentDiffusion.Hub;

/// <summary>
/// The list of all files at a commit, kept beside the snapshots as huggingface_hub keeps it: <c>trees/COMMIT.json</c>. A commit never
/// changes, so it is asked for once; and without a network it tells whether a snapshot is whole.
/// </summary>
internal static class TreeCache
{
    private const int Version = 1;
    private const long MaxBytes = 64 << 20;

    /// <summary>Reads the list of a commit; null where there is none that can be used.</summary>
    public static IReadOnlyDictionary<string, RemoteFile>? Read(RepositoryCache cache, string commit)
    {
        string path = PathOf(cache, commit);
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length > MaxBytes) return null;
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.GetProperty("format_version").GetInt32() == Version
                && json.RootElement.GetProperty("files").EnumerateObject().Select(FileOf).ToDictionary(f => f.Path, StringComparer.Ordinal)
                    is { Count: > 0 } files // a list without files helps nobody
                ? files : null;
        }
        catch (Exception e)
            when (e is JsonException or IOException or UnauthorizedAccessException or KeyNotFoundException or InvalidOperationException
                or FormatException or ArgumentException)
        {
            return null; // it is asked for again
        }
    }

    /// <summary>Keeps the list of a commit.</summary>
    public static void Write(RepositoryCache cache, string commit, IReadOnlyDictionary<string, RemoteFile> files)
    {
        using MemoryStream content = new();
        using (Utf8JsonWriter json = new(content, new JsonWriterOptions { Indented = true, IndentSize = 1 }))
        {
            json.WriteStartObject();
            json.WriteNumber("format_version", Version);
            json.WriteStartObject("files");
            foreach (RemoteFile file in files.Values.OrderBy(f => f.Path, StringComparer.Ordinal)) Write(json, file);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        WholeFile.Write(PathOf(cache, commit), content.ToArray());
    }

    private static string PathOf(RepositoryCache cache, string commit) => Path.Combine(cache.Trees, commit + ".json");

    private static void Write(Utf8JsonWriter json, RemoteFile file)
    {
        json.WriteStartObject(file.Path);
        json.WriteNumber("size", file.Size);
        json.WriteString("blob_id", file.BlobId);
        if (file.Sha256 is not null)
        {
            json.WriteString("lfs_sha256", file.Sha256);
            json.WriteNumber("lfs_size", file.Size);
        }

        if (file.XetHash is not null) json.WriteString("xet_hash", file.XetHash);
        json.WriteEndObject();
    }

    private static RemoteFile FileOf(JsonProperty entry)
    {
        JsonElement value = entry.Value;
        RemoteFile file = new(entry.Name, value.GetProperty("size").GetInt64(), value.GetProperty("blob_id").GetString() ?? "")
        {
            Sha256 = TextOf(value, "lfs_sha256"), XetHash = TextOf(value, "xet_hash"),
        };
        if (file.Sha256 is not null) file = file with { Size = value.GetProperty("lfs_size").GetInt64() };
        return file.Size is >= 0 and <= RemoteFile.MaxSize && CommitId.IsFull(file.BlobId)
            && (file.Sha256 is null || CommitId.IsSha256(file.Sha256))
            ? file : throw new FormatException($"'{entry.Name}' is not what a list of files holds.");
    }

    private static string? TextOf(JsonElement value, string name) =>
        value.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
