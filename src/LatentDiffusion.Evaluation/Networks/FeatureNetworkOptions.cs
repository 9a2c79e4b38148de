namespace LatentDiffusion.Evaluation;

/// <summary>On what a network runs.</summary>
public sealed record FeatureNetworkOptions
{
    /// <summary>The hardware; <see cref="ExecutionProviders.Cpu"/> unless set.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProviders.Cpu;

    /// <summary>Threads that compute, at least 1; one on each core unless set.</summary>
    public int? Threads { get; init; }

    /// <summary>Pictures of one run, 1 to 1024; 8 unless set. A graph that fixes the number has the last word.</summary>
    public int BatchSize { get; init; } = 8;
}
