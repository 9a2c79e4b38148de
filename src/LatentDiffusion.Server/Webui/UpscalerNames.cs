using LatentDiffusion.Requests;

namespace LatentDiffusion.Server;

/// <summary>Ways to enlarge by the names of stable-diffusion-webui.</summary>
internal static class UpscalerNames
{
    private static readonly (string Name, HiresUpscaling Upscaling)[] All =
        [.. Enum.GetValues<HiresUpscaling>().Select(upscaling => (upscaling.TextName(), upscaling))];

    /// <summary>Those of latents.</summary>
    public static IEnumerable<string> OfLatents => All.Select(u => u.Name).Where(n => n.StartsWith("Latent", StringComparison.Ordinal));

    /// <summary>Those of pixels.</summary>
    public static IEnumerable<string> OfPixels => All.Select(u => u.Name).Except(OfLatents);

    /// <summary>Finds one.</summary>
    /// <param name="name">Its name; null or empty for webui's default, Latent.</param>
    /// <exception cref="RequestException">There is none of this name.</exception>
    public static HiresUpscaling Find(string? name)
    {
        if (string.IsNullOrEmpty(name)) return HiresUpscaling.Latent;
        foreach (var (known, upscaling) in All)
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase)) return upscaling;
        throw new RequestException(
            "hr_upscaler", $"There is no upscaler '{name}'; there are: {string.Join(", ", All.Select(u => u.Name))}.");
    }
}
