using System.Text.Json;

namespace LatentDiffusion.Server;

/// <summary>
/// The arguments of the ControlNet extension (https://github.com/Mikubill/sd-webui-controlnet/wiki/API): the nets are those of the model,
/// in their order, and the pictures are what they follow, since there are no preprocessors here.
/// </summary>
internal static class ControlNetReading
{
    private const int MostUnits = 10; // as many as webui's settings allow; each has a picture, which is decoded before the model is known

    /// <summary>Reads them.</summary>
    /// <param name="scripts">The field <c>alwayson_scripts</c>.</param>
    /// <param name="limits">What pictures may ask for.</param>
    /// <exception cref="RequestException">There is another script, or a unit asks for what there is not.</exception>
    public static IReadOnlyList<ControlImage> Read(JsonElement scripts, ImageLimits limits)
    {
        if (scripts.ValueKind != JsonValueKind.Object) return [];
        List<ControlImage> controls = [];
        foreach (JsonProperty script in scripts.EnumerateObject())
        {
            if (!script.Name.Equals("controlnet", StringComparison.OrdinalIgnoreCase))
                throw new RequestException("alwayson_scripts", $"There is no script '{script.Name}'; there is: controlnet.");
            if (script.Value.ValueKind != JsonValueKind.Object)
                throw new RequestException("alwayson_scripts", "alwayson_scripts: controlnet must be an object with the list args.");
            if (!script.Value.TryGetProperty("args", out JsonElement units)) continue;
            if (units.ValueKind != JsonValueKind.Array || units.GetArrayLength() > MostUnits)
                throw new RequestException("alwayson_scripts", $"alwayson_scripts: args must be a list of at most {MostUnits} units of ControlNet.");
            controls.AddRange(units.EnumerateArray().Select(unit => Unit(unit, limits)).OfType<ControlImage>());
        }

        return controls;
    }

    private static ControlImage? Unit(JsonElement json, ImageLimits limits)
    {
        ControlNetUnit unit = json.Deserialize<ControlNetUnit>(ServerJson.Options) ?? new ControlNetUnit();
        if (unit.Enabled == false) return null;
        if (unit.Module is { Length: > 0 } module && !module.Equals("none", StringComparison.OrdinalIgnoreCase))
            throw new RequestException("module", $"There is no preprocessor '{module}'; send what the net follows, with module none.");
        if (unit.ControlMode.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)
            && unit.ControlMode.ToString() is not ("0" or "Balanced"))
            throw new RequestException("control_mode", $"control_mode is '{unit.ControlMode}'; it must be Balanced (0).");
        string image = unit.Image.ValueKind switch
        {
            JsonValueKind.String => unit.Image.GetString()!,
            JsonValueKind.Object when unit.Image.TryGetProperty("image", out JsonElement inner) => inner.ToString(),
            _ => unit.InputImage ?? throw new RequestException("image", "A unit of ControlNet has no picture."),
        };
        return new ControlImage(InputImages.Decode(image, "image", limits))
        {
            Scale = unit.Weight ?? 1,
            Start = unit.GuidanceStart ?? 0,
            End = unit.GuidanceEnd ?? 1,
        };
    }

    private sealed record ControlNetUnit
    {
        public bool? Enabled { get; init; }

        public JsonElement Image { get; init; }

        public string? InputImage { get; init; }

        public string? Module { get; init; }

        public double? Weight { get; init; }

        public double? GuidanceStart { get; init; }

        public double? GuidanceEnd { get; init; }

        public JsonElement ControlMode { get; init; }
    }
}
