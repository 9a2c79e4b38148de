using System.Globalization;
using System.Text.Json;

namespace LatentDiffusion.Server;

/// <summary>The settings of stable-diffusion-webui that mean something here.</summary>
/// <param name="Model">Name of the model, or null for the default one.</param>
/// <param name="ClipSkip">Layers of CLIP to stop at, counted from the end from 1; null where it is not set.</param>
internal sealed record WebuiSettings(string? Model, int? ClipSkip)
{
    private const string Skip = "CLIP_stop_at_last_layers";

    /// <summary>These settings with those of a JSON object over them. Unknown ones are ignored; clients send many.</summary>
    /// <param name="json">The object.</param>
    /// <param name="models">Names of the models that there are.</param>
    /// <exception cref="RequestException">A value is not what it must be, or asks for what there is not.</exception>
    public WebuiSettings With(JsonElement json, IReadOnlyCollection<string> models)
    {
        if (json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return this;
        if (json.ValueKind != JsonValueKind.Object)
            throw new RequestException("override_settings", "override_settings must be an object of settings by their names.");
        WebuiRefusals.CheckSettings(json);
        LooseFields fields = new(json);
        WebuiRefusals.Refuse("sd_model_checkpoint", fields.IsOdd("sd_model_checkpoint"), "must be the name of a model");
        string? model = fields.Text("sd_model_checkpoint");
        return new WebuiSettings(model is null ? Model : NameOf(model, models), ClipSkipOf(json) ?? ClipSkip);
    }

    /// <summary>The layers of CLIP that a JSON object sets; null where it does not.</summary>
    /// <exception cref="RequestException">They are no number, or out of range.</exception>
    public static int? ClipSkipOf(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(Skip, out JsonElement skip)) return null;
        if (skip.ValueKind == JsonValueKind.Null) return null;
        return skip.ValueKind is JsonValueKind.Number or JsonValueKind.String
            && double.TryParse(skip.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double layers)
            && layers is >= 1 and <= 100
            ? (int)layers
            : throw new RequestException(Skip, $"{Skip} is {skip}; it must be a number from 1 to 100.");
    }

    /// <summary>The model that a title means: it may end in a hash in brackets, after the extension of a file.</summary>
    private static string NameOf(string title, IReadOnlyCollection<string> models)
    {
        int bracket = title.LastIndexOf(" [", StringComparison.Ordinal);
        string name = bracket > 0 && title.EndsWith(']') ? title[..bracket] : title, bare = Path.GetFileNameWithoutExtension(name);
        bool isFile = Path.GetExtension(name) is ".safetensors" or ".ckpt" && !models.Contains(name, StringComparer.OrdinalIgnoreCase);
        return isFile ? bare : name;
    }
}
