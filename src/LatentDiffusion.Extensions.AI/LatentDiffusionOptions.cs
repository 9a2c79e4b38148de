namespace LatentDiffusion.Extensions.AI;

/// <summary>Which models an application draws with, and how much at once. Bound from configuration or set in code.</summary>
public sealed class LatentDiffusionOptions
{
    /// <summary>The models, by the names that requests give. Those added in code (<c>AddModel</c>) go before them. Default none.</summary>
    public IDictionary<string, ModelSettings> Models { get; } = new Dictionary<string, ModelSettings>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Name of the model for requests that name none. Default null: the first one.</summary>
    public string? DefaultModel { get; set; }

    /// <summary>
    /// Generations that run at once, 1 to 64. One already keeps a processor or a GPU busy; more pay where single ones leave it idle.
    /// Default 1.
    /// </summary>
    public int Concurrency { get; set; } = 1;

    /// <summary>Requests that may wait, 1 to 100,000; beyond that they are refused or made to wait to be let in. Default 100.</summary>
    public int QueueCapacity { get; set; } = 100;

    /// <summary>
    /// Requests that are drawn as one batch, 1 to 64: those that are next and differ in their seeds only. Throughput grows and the first
    /// of them waits for the last; memory is that of so many pictures, and pictures may differ from those drawn alone in the last bits, as
    /// those of <see cref="GenerationRequest.Count"/> may. Requests that are the same in all, seed too, are drawn once in any case.
    /// Default 1: each by itself.
    /// </summary>
    public int MaxBatch { get; set; } = 1;

    /// <summary>
    /// Models that stay loaded, at least 1; the one that was used longest ago makes room. Generations that run at once with more models
    /// hold more for that time. Default 1.
    /// </summary>
    public int LoadedModels { get; set; } = 1;
}
