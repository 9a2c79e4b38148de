namespace LatentDiffusion.Generation;

/// <summary>
/// Methods and spacings as stable-diffusion-webui 1.10 spells them
/// (https://github.com/AUTOMATIC1111/stable-diffusion-webui/blob/v1.10.0/modules/sd_samplers_kdiffusion.py and <c>sd_schedulers.py</c>);
/// those that it lacks in the same manner.
/// </summary>
internal static class SamplerLabels
{
    /// <summary>The spacing of a method without one. webui's "Automatic" would be Karras for some.</summary>
    public const string Plain = "Uniform";

    private static readonly string[] PlainSpacings = [Plain, "Normal", "Simple", "DDIM"];

    private static readonly Dictionary<string, string> Spacings = new(StringComparer.Ordinal)
    {
        ["karras"] = "Karras", ["exponential"] = "Exponential", ["beta"] = "Beta", ["lu"] = "Lu", ["sgm uniform"] = "SGM Uniform",
    };

    private static readonly Dictionary<string, string> Methods = new(StringComparer.Ordinal)
    {
        ["euler"] = "Euler", ["euler a"] = "Euler a", ["heun"] = "Heun", ["dpm2"] = "DPM2", ["dpm2 a"] = "DPM2 a", ["lms"] = "LMS",
        ["dpm++ 2m"] = "DPM++ 2M", ["dpm++ 2m sde"] = "DPM++ 2M SDE", ["dpm++ 3m"] = "DPM++ 3M", ["dpm++ 2s"] = "DPM++ 2S",
        ["dpm++ sde"] = "DPM++ SDE", ["unipc"] = "UniPC", ["sa-solver"] = "SA-Solver", ["edm euler"] = "EDM Euler",
        ["edm dpm++ 2m"] = "EDM DPM++ 2M", ["flow euler"] = "Flow Euler", ["flow heun"] = "Flow Heun", ["flow lcm"] = "Flow LCM",
        ["ddim inverse"] = "DDIM inverse", ["dpm++ 2m inverse"] = "DPM++ 2M inverse",
    };

    /// <summary>What webui takes for "Automatic" of some methods; of the others the plain spacing.</summary>
    private static readonly Dictionary<string, string> Automatic = new(StringComparer.OrdinalIgnoreCase)
    {
        ["DPM++ 2M"] = "Karras", ["DPM++ SDE"] = "Karras", ["DPM2"] = "Karras", ["DPM2 a"] = "Karras", ["DPM++ 2M SDE"] = "Exponential",
    };

    /// <summary>Spacings that stand behind the name of a method, as <see cref="Schedulers.Names"/> has them.</summary>
    public static IEnumerable<string> Suffixes => Spacings.Keys;

    /// <summary>The labels of one of <see cref="Schedulers.Names"/>.</summary>
    public static (string Sampler, string Spacing) Of(string name)
    {
        foreach (var (spacing, label) in Spacings)
            if (name.EndsWith($" {spacing}", StringComparison.Ordinal)) return (Method(name[..^(spacing.Length + 1)]), label);
        return (Method(name), Plain);
    }

    /// <summary>Whether a spacing is that of the method itself.</summary>
    public static bool IsPlain(string spacing) => PlainSpacings.Contains(spacing, StringComparer.OrdinalIgnoreCase);

    /// <summary>The spacing that webui's "Automatic" stands for; null for that of the method itself.</summary>
    public static string? AutomaticSpacing(string sampler) => Automatic.GetValueOrDefault(sampler);

    private static string Method(string name) => Methods.GetValueOrDefault(name) ?? name.ToUpperInvariant();
}
