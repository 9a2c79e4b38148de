using System.Text.Json;

namespace LatentDiffusion.Hub;

/// <summary>Reads answers that may be anything.</summary>
internal static class JsonText
{
    /// <summary>A text of an object, or null where there is none.</summary>
    public static string? Of(JsonElement owner, string key) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(key, out JsonElement value) ? Of(value) : null;

    /// <summary>A text, or null where it is something else, be it half of a character.</summary>
    public static string? Of(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A whole number of an object, not below 0, or null where there is none.</summary>
    public static long? Number(JsonElement owner, string key) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(key, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= 0 ? number : null;
}
