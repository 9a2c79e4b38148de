using System.Text.Json;
using System.Text.Json.Serialization;

namespace LatentDiffusion.Server;

/// <summary>Truth values as clients of Python servers send them: also 0, 1, and as text.</summary>
internal sealed class LooseBoolean : JsonConverter<bool>
{
    /// <inheritdoc/>
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number => reader.TryGetDouble(out double number) && number is 0 or 1 ? number == 1 : throw new JsonException(),
        JsonTokenType.String => Parse(reader.GetString()!) ?? throw new JsonException(),
        _ => throw new JsonException(),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);

    /// <summary>A truth value as text; null for another text.</summary>
    public static bool? Parse(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => null,
    };
}
