namespace LatentDiffusion.Hub;

/// <summary>What is chosen where a repository has the same several times.</summary>
/// <param name="Variant">The variant of the weights, or null.</param>
/// <param name="Weights">The format of the weights.</param>
/// <param name="Skipped">Components that are left out.</param>
internal sealed record SelectionOptions(string? Variant, ModelWeights Weights, IReadOnlyCollection<string> Skipped)
{
    /// <summary>What the options of a hub say.</summary>
    public static SelectionOptions From(ModelHubOptions options) => new(options.Variant, options.Weights, options.Skipped);
}
