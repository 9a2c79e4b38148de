using System.Text.Json;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Storage;

/// <summary>The tensors of a checkpoint by their keys, from one <c>.safetensors</c> file or from several that an index lists.</summary>
/// <param name="Path">Path of the file or index.</param>
/// <param name="Tensors">The tensors.</param>
internal sealed record Weights(string Path, IReadOnlyDictionary<string, StoredTensor> Tensors)
{
    private const string IndexEnding = ".json", Map = "weight_map";
    private const long MaxIndexBytes = 64 << 20; // real ones have a few hundred kilobytes

    /// <summary>What the writer of the file said of it in its header; of several files the first that says something counts.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Opens a file or an index.</summary>
    /// <param name="path">Path of a <c>.safetensors</c> or <c>.safetensors.index.json</c>.</param>
    /// <exception cref="ModelFormatException">A file is absent or not sound, or lacks what the index says.</exception>
    public static Weights Open(string path) =>
        path.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase) ? OpenIndex(path) : OpenFile(path);

    private static Weights OpenFile(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return new Weights(path, file.Tensors) { Metadata = file.Metadata };
    }

    private static Weights OpenIndex(string path)
    {
        JsonElement index = ReadIndex(path);
        if (index.ValueKind != JsonValueKind.Object || !index.TryGetProperty(Map, out JsonElement map)
            || map.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException($"{path}: an object '{Map}' of keys and files was expected.");
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        Dictionary<string, Weights> files = new(StringComparer.Ordinal);
        Dictionary<string, StoredTensor> tensors = new(StringComparer.Ordinal);
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            string name = FileName(path, entry);
            if (!files.TryGetValue(name, out Weights? file)) files[name] = file = OpenFile(System.IO.Path.Combine(folder, name));
            tensors[entry.Name] = file.Tensors.GetValueOrDefault(entry.Name)
                ?? throw new ModelFormatException($"{path}: '{Shown.Of(entry.Name)}' should be in {Shown.Of(name)}, but is not there.");
        }

        var metadata = files.Values.SelectMany(file => file.Metadata).GroupBy(m => m.Key, StringComparer.Ordinal);
        return new Weights(path, tensors) { Metadata = metadata.ToDictionary(m => m.Key, m => m.First().Value, StringComparer.Ordinal) };
    }

    private static JsonElement ReadIndex(string path)
    {
        GraphFile.Require(path);
        ModelFiles folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        return StrictJson.Element(path, folder.Read(System.IO.Path.GetFileName(path), MaxIndexBytes));
    }

    /// <summary>The file of an entry, which must lie beside the index whatever the operating system takes for a path.</summary>
    private static string FileName(string path, JsonProperty entry) =>
        entry.Value.ValueKind == JsonValueKind.String && entry.Value.GetString() is { Length: > 0 } name
        && ModelFiles.IsPlain(name)
        && name.EndsWith(".safetensors", StringComparison.Ordinal)
            ? name
            : throw new ModelFormatException(
                $"{path}: '{Shown.Of(entry.Name)}' is said to be in {Shown.Of(entry.Value.GetRawText())}, "
                + "which is not the name of a .safetensors file beside the index.");
}
