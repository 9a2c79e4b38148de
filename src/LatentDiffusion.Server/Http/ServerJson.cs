using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Server;

/// <summary>JSON as these APIs have it. Unknown fields are ignored; clients send many.</summary>
internal static class ServerJson
{
    /// <summary>How it is written and read.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        MaxDepth = 32,
        Converters = { new LooseBoolean(), new WholeNumber<int>(), new WholeNumber<long>() },
    };

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="JsonException">It is not what it must be.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class
    {
        T? value = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Options, context.RequestAborted).ConfigureAwait(false);
        return value ?? throw new JsonException("it is null.");
    }

    /// <summary>Reads the body of a request whose fields are looked at one by one.</summary>
    /// <exception cref="JsonException">It is no JSON, or a text in it is no Unicode.</exception>
    public static async Task<JsonElement> ReadElementAsync(HttpContext context)
    {
        JsonElement value = await JsonSerializer.DeserializeAsync<JsonElement>(
            context.Request.Body, Options, context.RequestAborted).ConfigureAwait(false);
        try
        {
            RequireUnicode(value);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a text in it is half of a surrogate pair.", e);
        }

        return value;
    }

    /// <summary>Reads each text once: one that is no Unicode fails where it is read, not where it is parsed.</summary>
    private static void RequireUnicode(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) _ = value.GetString();
        if (value.ValueKind == JsonValueKind.Array)
            foreach (JsonElement item in value.EnumerateArray()) RequireUnicode(item);
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (JsonProperty property in value.EnumerateObject())
        {
            _ = property.Name;
            RequireUnicode(property.Value);
        }
    }

    /// <summary>An answer.</summary>
    public static IResult Answer(object value, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(value, Options, statusCode: status);

    /// <summary>A text, for parts of events and answers.</summary>
    public static string Text(object value) => JsonSerializer.Serialize(value, Options);
}
