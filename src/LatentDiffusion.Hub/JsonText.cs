using System.Text.Json;

namespace LatentDiffusion.Hub;

/// <summary>Reads answers that may be anything.</summary>
internal static class JsonText
{
    /// <summary>A text of an object, or null where there is none.</summary>
    public static string? Of(JsonElement owner, string key) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(key, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    /// <summary>A whole number of an object, not below 0, or null where there is none.</summary>
    public static long? Number(JsonElement owner, string key) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(key, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= 0 ? number : null;
}
