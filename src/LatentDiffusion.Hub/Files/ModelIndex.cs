using System.Text.Json;

namespace LatentDiffusion.Hub;

/// <summary>The names in the small files that say which others there are.</summary>
internal static class ModelIndex
{
    /// <summary>The most that such a file can plausibly have; real ones have kilobytes, of sharded weights a few hundred.</summary>
    public const long MaxBytes = 64 << 20;

    private const string Map = "weight_map";

    /// <summary>The components that a <c>model_index.json</c> has a class for: the entries <c>["library", "Class"]</c>.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static IReadOnlyList<string> Components(byte[] json)
    {
        using JsonDocument index = Parse(json);
        return
        [
            .. index.RootElement.EnumerateObject()
                .Where(e => e.Value.ValueKind == JsonValueKind.Array && e.Value.GetArrayLength() >= 2
                    && JsonText.Of(e.Value[1]) is not null)
                .Select(e => e.Name),
        ];
    }

    /// <summary>The files that an index of sharded weights names.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static IReadOnlyList<string> Shards(byte[] json)
    {
        using JsonDocument index = Parse(json);
        if (!index.RootElement.TryGetProperty(Map, out JsonElement map) || map.ValueKind != JsonValueKind.Object)
            throw new JsonException($"an object '{Map}' of keys and files was expected");
        return
        [
            .. map.EnumerateObject()
                .Select(e => JsonText.Of(e.Value) ?? throw new JsonException($"'{e.Name}' is no name"))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    private static JsonDocument Parse(byte[] json)
    {
        JsonDocument document = JsonDocument.Parse(json.AsMemory(json.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0));
        return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new JsonException("a JSON object was expected");
    }
}
