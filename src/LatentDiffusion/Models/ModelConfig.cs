using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatentDiffusion;

/// <summary>A JSON file of a model folder, with typed access that names file and key where something is wrong.</summary>
internal sealed class ModelConfig
{
    private const long MaxBytes = 16 << 20; // real ones have a few kilobytes

    private readonly JsonObject _values;

    private ModelConfig(string path, JsonObject values) => (Path, _values) = (path, values);

    /// <summary>Path of the file, for messages.</summary>
    public string Path { get; }

    /// <summary>Names of all entries.</summary>
    public IEnumerable<string> Names => _values.Select(v => v.Key);

    /// <summary>Reads a file on disk.</summary>
    /// <exception cref="ModelFormatException">It is absent or not a JSON object.</exception>
    public static ModelConfig Read(string path) => Read(System.IO.Path.GetDirectoryName(path)!, System.IO.Path.GetFileName(path));

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFormatException">It is absent or not a JSON object.</exception>
    public static ModelConfig Read(ModelFiles files, string name)
    {
        string path = files.PathOf(name);
        try
        {
            string json = PythonJson.QuoteSpecials(files.ReadText(name, MaxBytes));
            return JsonNode.Parse(json, documentOptions: StrictJson.Options) is JsonObject values
                ? new ModelConfig(path, values)
                : throw new ModelFormatException($"{path}: a JSON object was expected.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new ModelFormatException($"{path}: the file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Whether there is an entry, be it null.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The JSON of an entry, or null.</summary>
    public JsonNode? Node(string name) => _values[name];

    /// <summary>The value of an entry, or null where it is absent or null.</summary>
    /// <exception cref="ModelFormatException">It is of another kind.</exception>
    public T? Optional<T>(string name)
    {
        try
        {
            return _values[name] is { } value ? value.GetValue<T>() : default;
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            string type = (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).Name;
            throw new ModelFormatException($"{Path}: '{name}' should be a {type}, but is {_values[name]!.ToJsonString()}.", e);
        }
    }

    /// <summary>The value of an entry.</summary>
    /// <exception cref="ModelFormatException">It is absent or of another kind.</exception>
    public T Required<T>(string name) =>
        _values[name] is null ? throw new ModelFormatException($"{Path}: '{name}' is missing.") : Optional<T>(name)!;

    /// <summary>An object within the file, or null where there is something else.</summary>
    public ModelConfig? Section(string name) => _values[name] is JsonObject section ? new ModelConfig(Path, section) : null;

    /// <summary>The entries of a list of numbers; or the one number that stands in its place.</summary>
    /// <exception cref="ModelFormatException">It is absent or of another kind.</exception>
    public T[] Numbers<T>(string name)
    {
        if (_values[name] is not JsonArray list) return [Required<T>(name)];
        return list.All(item => item is JsonValue value && value.TryGetValue(out T? _))
            ? [.. list.Select(item => item!.GetValue<T>())]
            : throw new ModelFormatException($"{Path}: '{name}' should be numbers, but is {list.ToJsonString()}.");
    }

    /// <summary>The number of elements of a list, or a fallback where it is absent.</summary>
    /// <exception cref="ModelFormatException">It is not a list.</exception>
    public int Count(string name, int fallback) => _values[name] switch
    {
        null => fallback,
        JsonArray list => list.Count,
        var other => throw new ModelFormatException($"{Path}: '{name}' should be a list, but is {other.ToJsonString()}."),
    };

    /// <summary>
    /// The entries of a two-element list such as <c>["diffusers", "DDIMScheduler"]</c>; null where it is absent or holds null.
    /// </summary>
    public string? ComponentClass(string name) =>
        _values[name] is JsonArray { Count: >= 2 } pair && pair[1] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
