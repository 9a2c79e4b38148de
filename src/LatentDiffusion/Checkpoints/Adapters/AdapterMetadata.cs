using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// The arguments of PEFT's configuration of an adapter (<c>LoraConfig</c> and its kin): what diffusers writes into the header of a file,
/// under <c>lora_adapter_metadata</c>, for each component with the component's name before them; or PEFT's own <c>adapter_config.json</c>.
/// </summary>
/// <param name="values">The values by their keys, for example <c>unet.lora_alpha</c> or <c>lora_alpha</c>.</param>
internal sealed partial class AdapterMetadata(JsonObject values)
{
    private const string Key = "lora_adapter_metadata", File = "adapter_config.json";
    private const long MaxBytes = 1 << 20;
    private const double DefaultAlpha = 8, DefaultRank = 8; // of PEFT

    private bool _isOfPeft;

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

    /// <summary>Reads what PEFT wrote beside a file, or null where there is nothing.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">It cannot be read, or asks for something that is not done here.</exception>
    public static AdapterMetadata? Beside(string path)
    {
        ModelFiles folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!folder.Has(File)) return null;
        AdapterMetadata read = new(StrictJson.Object(folder.PathOf(File), folder.ReadText(File, MaxBytes))) { _isOfPeft = true };
        read.RequireKnown(folder.PathOf(File));
        return read;
    }

    /// <summary>
    /// The alpha of a component, or what its <c>alpha_pattern</c> says of a layer in its place; else null.
    /// </summary>
    /// <param name="component">The component.</param>
    /// <param name="key">The key of a tensor of the layer, <c>unet.mid_block.attentions.0.proj_in.lora_A.weight</c>.</param>
    public double? AlphaOf(string? component, string key) =>
        Number(Pattern(component, "alpha_pattern", key) ?? Value(component, "lora_alpha") ?? Value(component, "alpha"))
        ?? (_isOfPeft ? DefaultAlpha : null);

    /// <summary>The rank of a layer, which LoKr cannot tell from its tensors; null where nothing is said.</summary>
    public double? RankOf(string? component, string key) =>
        Number(Pattern(component, "rank_pattern", key) ?? Value(component, "r")) ?? (_isOfPeft ? DefaultRank : null);

    /// <summary>The <c>use_rslora</c> of a component.</summary>
    public bool IsRankStabilized(string? component) => Flag(component, "use_rslora");

    /// <summary>How rotations are made of numbers; null where nothing is said.</summary>
    public RotationConfig? Rotation => !_isOfPeft ? null : new RotationConfig(
        values["use_cayley_neumann"] is not null && !Flag(null, "use_cayley_neumann")
            ? null : (int)Math.Clamp(Number(values["num_cayley_neumann_terms"]) ?? 5, 1, 100),
        Flag(null, "coft") ? Number(values["eps"]) ?? 6e-5 : null,
        Flag(null, "block_share"));

    /// <summary>Whether IA3's factors are of what goes into a layer; null where nothing is said.</summary>
    public bool? IsOnInput(string key) => values["feedforward_modules"] switch
    {
        JsonArray names => names.Any(name => name is JsonValue value && value.TryGetValue(out string? text)
            && LayerOf(key).EndsWith(text, StringComparison.Ordinal)),
        JsonValue pattern when pattern.TryGetValue(out string? text) => IsMatch(LayerOf(key), $"^(?:{text})$"),
        _ => _isOfPeft ? false : null,
    };

    /// <summary>The exception for a file that cannot be understood without its configuration.</summary>
    public static ModelFormatException IsNeeded(string path, string key) =>
        new($"{path}: '{Shown.Of(key)}' can be understood only by PEFT's {File}, which should lie beside the file.");

    /// <summary>Fails for arguments that mean something that is not done here.</summary>
    private void RequireKnown(string path)
    {
        foreach (var (name, value) in values)
        {
            string text = value?.ToString() ?? "";
            bool isFine = name switch
            {
                "peft_type" => text is "LORA" or "LOHA" or "LOKR" or "OFT" or "BOFT" or "IA3" or "GLORA",
                "fan_in_fan_out" or "use_qalora" => text is "" or "false",
                "layer_replication" or "trainable_token_indices" or "alora_invocation_tokens" => text.Length == 0,
                "init_lora_weights" => !ChangesModel().IsMatch(text), // those change the model's own weights too
                _ => true,
            };
            if (!isFine)
                throw new ModelFormatException($"{path}: '{name}' is {Shown.Of(value?.ToJsonString())}, which is not done here.");
        }
    }

    /// <summary>The value of a pattern that a layer matches (peft.utils.get_pattern_key).</summary>
    private JsonNode? Pattern(string? component, string name, string key) =>
        (Value(component, name) as JsonObject)?.FirstOrDefault(p => IsMatch(ModuleOf(key), $@"^(?:.*\.)?(?:{p.Key})$")).Value;

    /// <summary>The layer's name in its component, which the keys of diffusers have behind the component's own.</summary>
    private string ModuleOf(string key) => _isOfPeft ? LayerOf(key) : Component().Replace(LayerOf(key), "");

    /// <summary>A pattern that is none matches nothing.</summary>
    private static bool IsMatch(string layer, string pattern)
    {
        try
        {
            return Regex.IsMatch(layer, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static string LayerOf(string key) => Ending().Replace(Beginning().Replace(key, ""), "");

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) ? number : null;

    private bool Flag(string? component, string name) =>
        Value(component, name) is JsonValue value && value.TryGetValue(out bool flag) && flag;

    private JsonNode? Value(string? component, string name)
    {
        if (_isOfPeft) return values[name];
        string[] owners = component == AdapterKey.Denoiser ? ["unet", "transformer"] : component is null ? [] : [component];
        return owners.Select(owner => values[$"{owner}.{name}"]).FirstOrDefault(value => value is not null);
    }

    [GeneratedRegex("^(?:pissa|corda|olora|loftq|lora_ga)", RegexOptions.IgnoreCase)]
    private static partial Regex ChangesModel();

    [GeneratedRegex(@"^base_model\.model\.")]
    private static partial Regex Beginning();

    [GeneratedRegex(@"^(?:unet|transformer|text_encoder(?:_[23])?)\.")]
    private static partial Regex Component();

    [GeneratedRegex(@"\.(?:lora|hada|lokr|ia3|oft|boft|glora)_[^.]*.*$")]
    private static partial Regex Ending();
}
