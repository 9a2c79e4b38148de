using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace LatentDiffusion.Server;

/// <summary>Holds a call's arguments against what the tool says of them (JSON Schema), to name the one that is wrong.</summary>
internal static class ToolArguments
{
    private static readonly (string Type, string Words)[] Types =
        [("string", "a text"), ("integer", "an integer"), ("number", "a number"), ("boolean", "true or false")];

    /// <summary>Checks them, and writes integers as such: in JSON Schema 20.0 is one.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="RequestException">One is missing or of another type.</exception>
    public static void Check(Tool tool, CallToolRequestParams call)
    {
        JsonElement schema = tool.InputSchema;
        IDictionary<string, JsonElement> arguments = call.Arguments ??= new Dictionary<string, JsonElement>();
        if (schema.TryGetProperty("required", out JsonElement required))
            foreach (string name in required.EnumerateArray().Select(r => r.GetString()!))
                if (!arguments.ContainsKey(name)) throw new RequestException(name, $"There is no {name}.");
        foreach (JsonProperty property in schema.GetProperty("properties").EnumerateObject())
        {
            if (!arguments.TryGetValue(property.Name, out JsonElement value)) continue;
            string[] types = [.. TypesOf(property.Value)];
            if (types.Contains("integer") && Whole(value) is { } whole)
                value = arguments[property.Name] = JsonSerializer.SerializeToElement(whole);
            if (!types.Any(type => Fits(type, value)))
                throw new RequestException(property.Name, $"{property.Name} must be {Types.First(t => types.Contains(t.Type)).Words}.");
            if (value.ValueKind == JsonValueKind.Number) CheckRange(property, value);
        }
    }

    private static void CheckRange(JsonProperty property, JsonElement value)
    {
        JsonElement schema = property.Value;
        if (!schema.TryGetProperty("minimum", out JsonElement low) || !schema.TryGetProperty("maximum", out JsonElement high)) return;
        double number = value.GetDouble();
        if (number < low.GetDouble() || number > high.GetDouble())
            throw new RequestException(property.Name, $"{property.Name} is {value}; it must be from {low} to {high}.");
    }

    /// <summary>The types of a property: one, or a list with "null" where it may be left out.</summary>
    private static IEnumerable<string> TypesOf(JsonElement property)
    {
        JsonElement type = property.GetProperty("type");
        return type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];
    }

    private static bool Fits(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => true,
    };

    private static long? Whole(JsonElement value)
    {
        try
        {
            return value.Deserialize<long?>(ServerJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
