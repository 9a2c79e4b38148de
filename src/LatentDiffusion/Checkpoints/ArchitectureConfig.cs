using System.Text.Json.Nodes;

namespace LatentDiffusion;

/// <summary>The values of a component's configuration that make its graph what it is.</summary>
/// <param name="values">The values that a graph was made for.</param>
/// <param name="defaults">What the class takes for those that a configuration leaves out.</param>
internal sealed class ArchitectureConfig(JsonObject values, JsonObject defaults)
{
    private const int MaxShown = 60;

    /// <summary>What a configuration has otherwise, one text for each value; empty where the graph fits.</summary>
    public IReadOnlyList<string> DifferencesFrom(ModelConfig config)
    {
        List<string> differences = [];
        foreach (var (name, wanted) in values)
        {
            JsonNode? given = config.Has(name) ? config.Node(name) : defaults[name];
            if (!Equal(wanted, given)) differences.Add($"{Shown.Of(name)} is {Text(given)}, not {Text(wanted)}");
        }

        return differences;
    }

    private static string Text(JsonNode? node) => Shown.Of(node?.ToJsonString(), MaxShown);

    /// <summary>Numbers are compared as numbers (1 is 1.0), lists and objects by their elements.</summary>
    private static bool Equal(JsonNode? a, JsonNode? b) => (a, b) switch
    {
        (null, null) => true,
        (JsonArray x, JsonArray y) => x.Count == y.Count && x.Zip(y, Equal).All(same => same),
        (JsonObject x, JsonObject y) => x.Count == y.Count && x.All(p => y.ContainsKey(p.Key) && Equal(p.Value, y[p.Key])),
        (JsonValue x, JsonValue y) when Number(x) is { } m && Number(y) is { } n => m == n,
        (JsonValue, JsonValue) => JsonNode.DeepEquals(a, b),
        _ => false,
    };

    private static double? Number(JsonValue value) =>
        value.TryGetValue(out double number) ? number : value.TryGetValue(out long whole) ? whole : null;
}
