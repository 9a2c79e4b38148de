namespace LatentDiffusion.Cli;

/// <summary>One picture, or several, of a file of prompts.</summary>
/// <param name="Where">File and line, for messages; null for the command line itself.</param>
/// <param name="Values">Names of options, without hyphens before them, and values; null for one that only stands there.</param>
internal sealed record BatchEntry(string? Where, IReadOnlyList<KeyValuePair<string, string?>> Values)
{
    /// <summary>Names among the values of what is treated on its own.</summary>
    public const string Prompt = "prompt", Seed = "seed", Output = "output";

    /// <summary>Short names, and those of other programs.</summary>
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["negative-prompt"] = "negative", ["cfg-scale"] = "guidance", ["guidance-scale"] = "guidance", ["sampler"] = "scheduler",
        ["sampler-name"] = "scheduler", ["batch-size"] = "count", ["init-image"] = "init", ["denoising-strength"] = "strength",
        ["num-inference-steps"] = "steps",
        ["s"] = Seed, ["o"] = Output, ["n"] = "negative", ["c"] = "count", ["g"] = "guidance", ["i"] = "init", ["m"] = "model",
    };

    /// <summary>Name of an option as the command line has it.</summary>
    public static string NameOf(string name)
    {
        string plain = name.Trim().TrimStart('-').Replace('_', '-').ToLowerInvariant();
        return Others.GetValueOrDefault(plain, plain);
    }
}
