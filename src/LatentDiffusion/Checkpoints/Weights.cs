using System.Text.Json;

namespace LatentDiffusion;

/// <summary>The tensors of a checkpoint by their keys, from one <c>.safetensors</c> file or from several that an index lists.</summary>
/// <param name="Path">Path of the file or index.</param>
/// <param name="Tensors">The tensors.</param>
internal sealed record Weights(string Path, IReadOnlyDictionary<string, StoredTensor> Tensors)
{
    private const string IndexEnding = ".json", Map = "weight_map";
    private const long MaxIndexBytes = 64 << 20; // real ones have a few hundred kilobytes

    /// <summary>Opens a file or an index.</summary>
    /// <param name="path">Path of a <c>.safetensors</c> or <c>.safetensors.index.json</c>.</param>
    /// <exception cref="ModelFormatException">A file is absent or not sound, or lacks what the index says.</exception>
    public static Weights Open(string path) =>
        path.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase) ? OpenIndex(path) : new Weights(path, TensorsOf(path));

    private static IReadOnlyDictionary<string, StoredTensor> TensorsOf(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return file.Tensors;
    }

    private static Weights OpenIndex(string path)
    {
        using JsonDocument index = ReadIndex(path);
        if (index.RootElement.ValueKind != JsonValueKind.Object || !index.RootElement.TryGetProperty(Map, out JsonElement map)
            || map.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException($"{path}: an object '{Map}' of keys and files was expected.");
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        Dictionary<string, IReadOnlyDictionary<string, StoredTensor>> files = new(StringComparer.Ordinal);
        Dictionary<string, StoredTensor> tensors = new(StringComparer.Ordinal);
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            string name = FileName(path, entry);
            if (!files.TryGetValue(name, out var file)) files[name] = file = TensorsOf(System.IO.Path.Combine(folder, name));
            tensors[entry.Name] = file.GetValueOrDefault(entry.Name)
                ?? throw new ModelFormatException($"{path}: '{entry.Name}' should be in {name}, but is not there.");
        }

        return new Weights(path, tensors);
    }

    private static JsonDocument ReadIndex(string path)
    {
        try
        {
            GraphFile.Require(path);
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MaxIndexBytes)
                throw new ModelFormatException($"{path}: an index of {stream.Length} bytes is not plausible.");
            return JsonDocument.Parse(stream, StrictJson.Options);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"{path}: the index cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The file of an entry, which must lie beside the index whatever the operating system takes for a path.</summary>
    private static string FileName(string path, JsonProperty entry) =>
        entry.Value.ValueKind == JsonValueKind.String && entry.Value.GetString() is { Length: > 0 } name
        && name.AsSpan().IndexOfAny('/', '\\', ':') < 0 && name is not "." and not ".."
        && name.EndsWith(".safetensors", StringComparison.Ordinal)
            ? name
            : throw new ModelFormatException(
                $"{path}: '{entry.Name}' is said to be in {entry.Value.GetRawText()}, "
                + "which is not the name of a .safetensors file beside the index.");
}
