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
    };

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="JsonException">It is not what it must be.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class
    {
        T? value = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Options, context.RequestAborted).ConfigureAwait(false);
        return value ?? throw new JsonException("it is null.");
    }

    /// <summary>An answer.</summary>
    public static IResult Answer(object value, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(value, Options, statusCode: status);

    /// <summary>A text, for parts of events and answers.</summary>
    public static string Text(object value) => JsonSerializer.Serialize(value, Options);
}
