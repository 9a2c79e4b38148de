using System.Text.Json.Nodes;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Checkpoints;

/// <summary>The values of a component's configuration that make its graph what it is.</summary>
/// <param name="values">The values that a graph was made for.</param>
/// <param name="defaults">What the class takes for those that a configuration leaves out.</param>
internal sealed class ArchitectureConfig(JsonObject values, JsonObject defaults)
{
    private const int MaxShown = 60;

    /// <summary>The number of tokens, which is that of the rows of a weight and makes no other graph.</summary>
    public const string Vocabulary = "vocab_size";

    /// <summary>A number among the values, or null.</summary>
    public double? Number(string name) => values[name] is JsonValue value ? Number(value) : null;

    /// <summary>What a configuration has otherwise, one text for each value; empty where the graph fits.</summary>
    public IReadOnlyList<string> DifferencesFrom(ModelConfig config)
    {
        List<string> differences = [];
        foreach (var (name, wanted) in values)
        {
            if (name == Vocabulary) continue;
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
        // diffusers takes a number for a list of as many as there are blocks.
        (JsonArray x, JsonValue y) => x.Count > 0 && x.All(item => Equal(item, y)),
        (JsonValue x, JsonArray y) => y.Count > 0 && y.All(item => Equal(x, item)),
        (JsonArray x, JsonArray y) => x.Count == y.Count && x.Zip(y, Equal).All(same => same),
        (JsonObject x, JsonObject y) => x.Count == y.Count && x.All(p => y.ContainsKey(p.Key) && Equal(p.Value, y[p.Key])),
        (JsonValue x, JsonValue y) when Number(x) is { } m && Number(y) is { } n => m == n,
        (JsonValue, JsonValue) => JsonNode.DeepEquals(a, b),
        _ => false,
    };

    private static double? Number(JsonValue value) =>
        value.TryGetValue(out double number) ? number : value.TryGetValue(out long whole) ? whole : null;
}
