using LatentDiffusion.Generation;

namespace LatentDiffusion.Server;

/// <summary>Sampling methods and spacings of noise levels by the names of stable-diffusion-webui.</summary>
internal static class SamplerNames
{
    /// <summary>The methods, without spacings.</summary>
    public static IReadOnlyList<string> Methods { get; } =
        [.. Schedulers.Names.Select(n => n.Name).Where(n => SamplerLabels.Of(n).Spacing == SamplerLabels.Plain)];

    /// <summary>The spacings, after that of the method itself.</summary>
    public static IReadOnlyList<string> Spacings { get; } = ["automatic", .. SamplerLabels.Suffixes];

    /// <summary>Finds a method.</summary>
    /// <param name="sampler">Its name, which may hold the spacing (<c>DPM++ 2M Karras</c>); null or empty for the model's own.</param>
    /// <param name="spacing">The spacing; null, empty or <c>Automatic</c> for that of the method.</param>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static Scheduler? Find(string? sampler, string? spacing)
    {
        if (string.IsNullOrWhiteSpace(sampler) || sampler.Equals("automatic", StringComparison.OrdinalIgnoreCase)) return null;
        string name = sampler.StartsWith("k_", StringComparison.OrdinalIgnoreCase) ? sampler[2..] : sampler;
        bool isPlain = string.IsNullOrWhiteSpace(spacing) || spacing.ToLowerInvariant() is "automatic" or "uniform" or "normal" or "simple";
        return Schedulers.FromName(isPlain ? name : $"{name} {spacing}");
    }
}
