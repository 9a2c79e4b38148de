using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace LatentDiffusion;

public sealed partial record SchedulerOptions
{
    /// <summary>These options, and where they are null those of <paramref name="fallback"/>.</summary>
    /// <param name="fallback">The options of the model, say.</param>
    public SchedulerOptions Over(SchedulerOptions fallback)
    {
        JsonObject merged = fallback.ToJson();
        foreach (var (name, value) in ToJson()) merged[name] = value?.DeepClone();
        return FromJson(merged);
    }

    /// <summary>Only the named options; the others null.</summary>
    internal SchedulerOptions Only(IReadOnlySet<string> names)
    {
        JsonObject all = ToJson();
        foreach (string name in all.Select(o => o.Key).Where(n => !names.Contains(n)).ToList()) all.Remove(name);
        return FromJson(all);
    }

    /// <summary>The names of all options that are set, as diffusers writes them.</summary>
    internal IEnumerable<string> SetNames => ToJson().Select(o => o.Key);

    /// <summary>The options that are set, under diffusers' names.</summary>
    internal JsonObject ToJson() => JsonSerializer.SerializeToNode(this, SchedulerOptionsJson.Default.SchedulerOptions)!.AsObject();

    /// <summary>Reads options from an object of diffusers' names.</summary>
    /// <exception cref="JsonException">An option that no scheduler knows, or a value of the wrong kind; the message names it.</exception>
    internal static SchedulerOptions FromJson(JsonNode options) => options.Deserialize(SchedulerOptionsJson.Default.SchedulerOptions)!;

    /// <summary>Python writes infinities bare, which JSON does not allow; quoted, the serializer reads them.</summary>
    internal static string QuoteInfinities(string json) => BareInfinity().Replace(json, "$1\"$2\"");

    [GeneratedRegex(@"([:\[,]\s*)(-?Infinity|NaN)(?=\s*[,}\]])")]
    private static partial Regex BareInfinity();
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SchedulerOptions))]
internal sealed partial class SchedulerOptionsJson : JsonSerializerContext;
