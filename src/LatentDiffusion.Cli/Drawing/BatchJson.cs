using System.Text.Json;

namespace LatentDiffusion.Cli;

/// <summary>JSON objects as entries of a file of prompts: names of options and their values.</summary>
internal static class BatchJson
{
    /// <summary>Reads one object.</summary>
    /// <exception cref="ArgumentException">It is none; the message says where.</exception>
    public static BatchEntry Read(string line, string where)
    {
        try
        {
            return Parse(line, where);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"{where}: this is not JSON: {e.Message}", e);
        }
    }

    /// <summary>Reads a whole file: a list of objects, or one.</summary>
    /// <exception cref="ArgumentException">It is neither; the message says where.</exception>
    public static IReadOnlyList<BatchEntry> ReadAll(string text, string name)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Select((e, i) => Of(e, FormattableString.Invariant($"{name}[{i}]")))]
                : [Of(json.RootElement, name)];
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"{name}: this is not JSON: {e.Message}", e);
        }
    }

    /// <summary>Reads one object.</summary>
    /// <exception cref="ArgumentException">It is of another kind, or holds a text that is none.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static BatchEntry Parse(string line, string where)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return Of(json.RootElement, where);
    }

    private static BatchEntry Of(JsonElement json, string where)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new ArgumentException($"{where}: this is not a JSON object.");
        try
        {
            List<KeyValuePair<string, string?>> values = [.. json.EnumerateObject().SelectMany(
                p => Values(p.Name, p.Value, where).Select(v => KeyValuePair.Create(BatchEntry.NameOf(p.Name), v)))];
            if (values.Count(v => v.Key == BatchEntry.Prompt) != 1)
                throw new ArgumentException($"{where}: there must be one prompt.");
            return new BatchEntry(where, values);
        }
        catch (InvalidOperationException e)
        {
            // Only where a text is looked at does the parser find half of a surrogate pair in it.
            throw new ArgumentException($"{where}: a text is no valid Unicode: {e.Message}", e);
        }
    }

    /// <summary>The values of an option: several of a list of texts; a list of numbers is one with commas between.</summary>
    private static IEnumerable<string?> Values(string name, JsonElement value, string where) => value.ValueKind switch
    {
        JsonValueKind.Object => throw new ArgumentException($"{where}: '{name}' is an object; a value was expected."),
        JsonValueKind.Null => [],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number) =>
            [string.Join(',', value.EnumerateArray())],
        JsonValueKind.Array => value.EnumerateArray().Select(v => (string?)v.ToString()),
        _ => [value.ToString()],
    };
}
