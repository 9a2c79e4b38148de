using System.Text.Json;
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
            return new AdapterMetadata(JsonNode.Parse(json, documentOptions: StrictJson.Options) as JsonObject ?? []);
        }
        catch (JsonException)
        {
            return new AdapterMetadata([]);
        }
    }

    /// <summary>The <c>lora_alpha</c> of a component, or null.</summary>
    public double? AlphaOf(string? component)
    {
        string[] names = component == AdapterKey.Denoiser ? ["unet", "transformer"] : component is null ? [] : [component];
        foreach (string name in names)
            if (values[$"{name}.lora_alpha"] is JsonValue value && value.TryGetValue(out double alpha)) return alpha;
        return null;
    }
}
