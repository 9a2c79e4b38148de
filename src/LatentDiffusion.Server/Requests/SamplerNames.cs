using LatentDiffusion.Generation;
using LatentDiffusion.Scheduling;

namespace LatentDiffusion.Server;

/// <summary>Sampling methods and spacings of noise levels by the names of stable-diffusion-webui.</summary>
internal static class SamplerNames
{
    private const string Sampler = "sampler_name";
    private const StringComparison AnyCase = StringComparison.OrdinalIgnoreCase;

    /// <summary>The methods without spacings, as webui spells them, with what else names them.</summary>
    public static IReadOnlyList<(string Name, string Alias)> Methods { get; } =
    [
        .. Schedulers.Names.Select(n => (n.Name, Label: SamplerLabels.Of(n.Name))).Where(n => n.Label.Spacing == SamplerLabels.Plain)
            .Select(n => (n.Label.Sampler, "k_" + n.Name.Replace("++", "pp", StringComparison.Ordinal).Replace(' ', '_'))),
    ];

    /// <summary>The spacings: that which webui takes for the method, that of the method itself, and the others.</summary>
    public static IReadOnlyList<(string Name, string Label)> Spacings { get; } =
    [
        ("automatic", "Automatic"), ("uniform", SamplerLabels.Plain),
        .. SamplerLabels.Suffixes.Select(s => (s.Replace(' ', '_'), SamplerLabels.Of($"euler {s}").Spacing)),
    ];

    /// <summary>Finds a method.</summary>
    /// <param name="name">Its name, which may hold the spacing (<c>DPM++ 2M Karras</c>); null or empty for the model's own.</param>
    /// <exception cref="RequestException">There is none of this name.</exception>
    public static Scheduler? Find(string? name) => IsNone(name) ? null : Named(Bare(name!), "scheduler");

    /// <summary>Finds what webui draws with: some methods have a spacing of their own there, where none is asked for.</summary>
    /// <param name="sampler">The name of the method, which may hold the spacing; null or empty for the model's own.</param>
    /// <param name="spacing">The spacing; null, empty or <c>Automatic</c> for that of the method.</param>
    /// <exception cref="RequestException">There is none of this name, or a spacing is asked for without a method.</exception>
    public static Scheduler? OfWebui(string? sampler, string? spacing)
    {
        bool isAutomatic = string.IsNullOrWhiteSpace(spacing) || spacing.Trim().Equals("automatic", AnyCase);
        if (IsNone(sampler))
        {
            return isAutomatic ? null : throw new RequestException(
                "scheduler", "scheduler: a spacing belongs to a method; name one in sampler_name, such as Euler.");
        }

        string name = Bare(sampler!);
        if (SchedulerNames.Find(name) is { } found)
        {
            var (label, own) = SamplerLabels.Of(found.Name);
            if (own != SamplerLabels.Plain) return Named(name, Sampler); // as webui: the spacing in the name goes before
            if (isAutomatic) spacing = SamplerLabels.AutomaticSpacing(label);
        }

        string asked = spacing?.Trim().ToLowerInvariant() ?? "";
        return Named(asked is "" or "automatic" or "uniform" or "normal" or "simple" ? name : $"{name} {asked}", Sampler);
    }

    private static Scheduler Named(string name, string field)
    {
        try
        {
            return Schedulers.FromName(name);
        }
        catch (ArgumentException e)
        {
            throw new RequestException(field, Fault.Of(e).Message);
        }
    }

    private static bool IsNone(string? sampler) => string.IsNullOrWhiteSpace(sampler) || sampler.Trim().Equals("automatic", AnyCase);

    private static string Bare(string sampler) => sampler.StartsWith("k_", AnyCase) ? sampler[2..] : sampler;
}
