using System.Text.Json;

namespace LatentDiffusion.Server;

/// <summary>The settings of stable-diffusion-webui that mean something here.</summary>
/// <param name="Model">Name of the model, or null for the default one.</param>
/// <param name="ClipSkip">Layers of CLIP to stop at, counted from the end from 1; null where it is not set.</param>
internal sealed record WebuiSettings(string? Model, int? ClipSkip)
{
    /// <summary>These settings with those of a JSON object over them. Unknown ones are ignored; clients send many.</summary>
    /// <param name="json">The object.</param>
    /// <exception cref="RequestException">A value is not what it must be.</exception>
    public WebuiSettings With(JsonElement json)
    {
        WebuiSettings settings = this;
        if (json.ValueKind != JsonValueKind.Object) return settings;
        if (json.TryGetProperty("sd_model_checkpoint", out JsonElement model) && model.ValueKind == JsonValueKind.String)
            settings = settings with { Model = NameOf(model.GetString()!) };
        if (json.TryGetProperty("CLIP_stop_at_last_layers", out JsonElement skip))
        {
            settings = settings with
            {
                ClipSkip = skip.ValueKind == JsonValueKind.Number && skip.TryGetDouble(out double layers) && layers is >= 1 and <= 100
                    ? (int)layers
                    : throw new RequestException(
                        "CLIP_stop_at_last_layers", $"CLIP_stop_at_last_layers is {skip}; it must be a number from 1 to 100."),
            };
        }

        return settings;
    }

    /// <summary>Titles end in a hash in brackets, and may end in that of a file.</summary>
    private static string NameOf(string title)
    {
        int bracket = title.LastIndexOf(" [", StringComparison.Ordinal);
        return bracket > 0 && title.EndsWith(']') ? title[..bracket] : title;
    }
}
