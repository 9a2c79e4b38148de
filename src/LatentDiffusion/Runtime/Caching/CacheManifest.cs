using System.Text.Json;
using System.Text.Json.Serialization;

namespace LatentDiffusion.Runtime;

/// <summary>What an entry of the cache says of itself. It is written last, so that an entry without it is none.</summary>
/// <param name="Component">Name of the component, for example <c>unet</c>.</param>
/// <param name="Source">Path of the graph or checkpoint that it was made of.</param>
/// <param name="Runtime">Version of ONNX Runtime.</param>
/// <param name="Files">Content hashes by names of files.</param>
internal sealed record CacheManifest(string Component, string Source, string Runtime, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>Name of its file.</summary>
    public const string FileName = "entry.json";

    /// <summary>Reads it; null where it is absent or not one.</summary>
    /// <param name="folder">Folder of the entry.</param>
    public static CacheManifest? Find(string folder)
    {
        try
        {
            using FileStream stream = File.OpenRead(Path.Combine(folder, FileName));
            return JsonSerializer.Deserialize(stream, CacheJson.Default.CacheManifest)
                is { Component: not null, Source: not null, Runtime: not null, Files: not null } read ? read : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="folder">Folder of the entry.</param>
    public void Write(string folder)
    {
        using FileStream stream = File.Create(Path.Combine(folder, FileName));
        JsonSerializer.Serialize(stream, this, CacheJson.Default.CacheManifest);
        stream.Flush(flushToDisk: true);
    }
}

/// <summary>Reads and writes the small files of a cache without reflection.</summary>
[JsonSerializable(typeof(CacheManifest))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class CacheJson : JsonSerializerContext;
