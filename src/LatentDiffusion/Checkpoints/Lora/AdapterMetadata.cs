using System.Text.Json.Nodes;

namespace LatentDiffusion;

/// <summary>
/// What diffusers writes of an adapter into the header of its file, under <c>lora_adapter_metadata</c>: for each component the arguments
/// of PEFT's <c>LoraConfig</c>, with the component's name before them.
/// </summary>
/// <param name="values">The values by their keys, for example <c>unet.lora_alpha</c>.</param>
internal sealed class AdapterMetadata(JsonObject values)
{
    private const string Key = "lora_adapter_metadata";

    /// <summary>Reads the header of a file; what is not there or not readable says nothing.</summary>
    public static AdapterMetadata Of(IReadOnlyDictionary<string, string> header)
    {
        if (!header.TryGetValue(Key, out string? json)) return new AdapterMetadata([]);
        try
        {
            return new AdapterMetadata(StrictJson.Object(Key, json));
        }
        catch (ModelFormatException)
        {
            return new AdapterMetadata([]);
        }
    }

    /// <summary>The <c>lora_alpha</c> of a component, or what its <c>alpha_pattern</c> says of a layer in its place; else null.</summary>
    /// <param name="component">The component.</param>
    /// <param name="key">The key of a tensor of the layer, <c>unet.mid_block.attentions.0.proj_in.lora_A.weight</c>.</param>
    public double? AlphaOf(string? component, string key)
    {
        int end = key.IndexOf(".lora_", StringComparison.Ordinal);
        string layer = end < 0 ? key : key[..end];
        JsonObject patterns = Value(component, "alpha_pattern") as JsonObject ?? [];
        JsonNode? alpha = patterns.FirstOrDefault(p => IsPartOf(layer, p.Key)).Value ?? Value(component, "lora_alpha");
        return alpha is JsonValue value && value.TryGetValue(out double number) ? number : null;
    }

    /// <summary>The <c>use_rslora</c> of a component.</summary>
    public bool IsRankStabilized(string? component) =>
        Value(component, "use_rslora") is JsonValue value && value.TryGetValue(out bool stabilized) && stabilized;

    /// <summary>Whether a layer is the one that a pattern names, or ends in its name.</summary>
    private static bool IsPartOf(string layer, string pattern) => layer.EndsWith("." + pattern.TrimStart('^'), StringComparison.Ordinal);

    private JsonNode? Value(string? component, string name)
    {
        string[] owners = component == AdapterKey.Denoiser ? ["unet", "transformer"] : component is null ? [] : [component];
        return owners.Select(owner => values[$"{owner}.{name}"]).FirstOrDefault(value => value is not null);
    }
}
