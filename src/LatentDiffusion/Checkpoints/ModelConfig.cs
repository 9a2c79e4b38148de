using System.Text.Json;
using System.Text.Json.Nodes;
using LatentDiffusion.Errors;
using LatentDiffusion.Scheduling;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>A JSON file of a model folder, with typed access that names file and key where something is wrong.</summary>
internal sealed class ModelConfig
{
    /// <summary>Name of the file with a component's configuration.</summary>
    public const string FileName = "config.json";

    private const long MaxBytes = 16 << 20; // real ones have a few kilobytes

    private const int MaxSide = 16384;

    private readonly JsonObject _values;

    private ModelConfig(string path, JsonObject values) => (Path, _values) = (path, values);

    /// <summary>Whether there is no such file.</summary>
    public bool IsAbsent { get; private init; }

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
        string path = files.PathOf(name), json = PythonJson.QuoteSpecials(files.ReadText(name, MaxBytes));
        return new ModelConfig(path, StrictJson.Object(path, json));
    }

    /// <summary>A file that is not there and need not be: everything in it is as the classes have it by default.</summary>
    public static ModelConfig Absent(string path) => new(path, []) { IsAbsent = true };

    /// <summary>Whether there is an entry, be it null.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The JSON of an entry, or null.</summary>
    public JsonNode? Node(string name) => _values[name];

    /// <summary>
    /// The value of an entry, or null where it is absent or null. A list of one number, or of one number several times, is that number.
    /// </summary>
    /// <exception cref="ModelFormatException">It is of another kind, or a number that is not finite.</exception>
    public T? Optional<T>(string name)
    {
        JsonNode? value = _values[name];
        if (value is JsonArray { Count: > 0 } list && list[0]?.GetValueKind() == JsonValueKind.Number
            && list.All(item => JsonNode.DeepEquals(item, list[0])))
        {
            value = list[0];
        }

        return value is null ? default : Read(value, out T result) ? result : throw Wrong<T>(name);
    }

    /// <summary>The value of an entry.</summary>
    /// <exception cref="ModelFormatException">It is absent or of another kind.</exception>
    public T Required<T>(string name) =>
        _values[name] is null ? throw new ModelFormatException($"{Path}: '{name}' is missing.") : Optional<T>(name)!;

    /// <summary>A whole number within bounds, or null where it is absent or null.</summary>
    /// <param name="name">Name of the entry.</param>
    /// <param name="least">The least that makes sense.</param>
    /// <param name="most">The most: of what is declared, memory is taken.</param>
    /// <exception cref="ModelFormatException">It is of another kind, or out of bounds.</exception>
    public int? Whole(string name, int least, int most) => Optional<int?>(name) is not { } number ? null
        : number >= least && number <= most ? number
        : throw new ModelFormatException(
            FormattableString.Invariant($"{Path}: '{name}' is {number}; it must be a whole number from {least} to {most}."));

    /// <summary>Sides of pictures or latents: one number, or a list.</summary>
    /// <exception cref="ModelFormatException">They are absent, of another kind, or out of bounds.</exception>
    public int[] Sizes(string name)
    {
        int[] sizes = Numbers<int>(name);
        return sizes.Length > 0 && sizes.All(size => size is > 0 and <= MaxSide)
            ? sizes
            : throw new ModelFormatException(
                $"{Path}: '{name}' is {Shown.Of(Node(name)!.ToJsonString())}; sizes must be from 1 to {MaxSide}.");
    }

    /// <summary>An object within the file, or null where there is something else.</summary>
    public ModelConfig? Section(string name) => _values[name] is JsonObject section ? new ModelConfig(Path, section) : null;

    /// <summary>The same with another value of an entry.</summary>
    /// <param name="name">Name of the entry.</param>
    /// <param name="value">Its value; null to have no such entry.</param>
    public ModelConfig With(string name, JsonNode? value)
    {
        JsonObject values = (JsonObject)_values.DeepClone();
        if (value is null) values.Remove(name);
        else values[name] = value.DeepClone();
        return new ModelConfig(Path, values);
    }

    /// <summary>The entries of a list of numbers; or the one number that stands in its place.</summary>
    /// <exception cref="ModelFormatException">It is absent or of another kind.</exception>
    public T[] Numbers<T>(string name)
    {
        if (_values[name] is not JsonArray list) return [Required<T>(name)];
        return [.. list.Select(item => item is not null && Read(item, out T number) ? number : throw Wrong<T>(name, "a list, each "))];
    }

    /// <summary>The number of elements of a list, or a fallback where it is absent.</summary>
    /// <exception cref="ModelFormatException">It is not a list.</exception>
    public int Count(string name, int fallback) => _values[name] switch
    {
        null => fallback,
        JsonArray list => list.Count,
        var other => throw new ModelFormatException($"{Path}: '{name}' should be a list, but is {Shown.Of(other.ToJsonString())}."),
    };

    /// <summary>
    /// The entries of a two-element list such as <c>["diffusers", "DDIMScheduler"]</c>; null where it is absent or holds null.
    /// </summary>
    public string? ComponentClass(string name) =>
        _values[name] is JsonArray { Count: >= 2 } pair && pair[1] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>Whether a component is left out on purpose, as diffusers writes it: <c>[null, null]</c>.</summary>
    public bool IsLeftOut(string name) => _values[name] is JsonArray { Count: >= 2 } pair && pair[1] is null;

    /// <summary>Reads one value; whole numbers may be written as 64.0.</summary>
    private static bool Read<T>(JsonNode node, out T result)
    {
        result = default!;
        if (node is not JsonValue value) return false;
        Type type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (type == typeof(int) && value.TryGetValue(out double whole) && whole == (int)whole) result = (T)(object)(int)whole;
        else if (type == typeof(double) && value.TryGetValue(out double number) && double.IsFinite(number)) result = (T)(object)number;
        else if (type == typeof(float) && value.TryGetValue(out double single) && float.IsFinite((float)single))
            result = (T)(object)(float)single;
        else if (type == typeof(bool) && value.TryGetValue(out bool flag)) result = (T)(object)flag;
        else if (type == typeof(string) && value.TryGetValue(out string? text)) result = (T)(object)text;
        else return false;
        return true;
    }

    private ModelFormatException Wrong<T>(string name, string before = "")
    {
        Type type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        string kind = type == typeof(int) ? "a whole number of 32 bits" : type == typeof(bool) ? "true or false"
            : type == typeof(string) ? "a text" : "a finite number";
        return new($"{Path}: '{name}' should be {before}{kind}, but is {Shown.Of(_values[name]!.ToJsonString())}.");
    }
}
