using System.Text.Json.Nodes;

namespace LatentDiffusion.Scheduling;

/// <summary>JSON in messages: without control characters, and of bounded length.</summary>
internal static class ShownJson
{
    private const int Longest = 100;

    /// <summary>A value as its file has it, cut short where it is long.</summary>
    public static string Of(JsonNode? value)
    {
        string json = value?.ToJsonString() ?? "null";
        return json.Length <= Longest ? json : json[..Longest] + "...";
    }

    /// <summary>A key in quotes, cut short where it is long.</summary>
    public static string Key(string key) => $"'{Of(JsonValue.Create(key)).Trim('"')}'";
}
