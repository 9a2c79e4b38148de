namespace LatentDiffusion.Techniques;

/// <summary>On what a sampler runs.</summary>
public sealed record SamplerOptions
{
    /// <summary>The hardware to compute on. Default the processor.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProviders.Cpu;

    /// <summary>Threads that compute one operator, at least 1. Default null: one for each core.</summary>
    public int? Threads { get; init; }

    /// <summary>Pictures that are drawn at once, from 1 to 1024; which pictures come does not depend on it. Default 16.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The same as a pipeline's options.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal PipelineOptions ToPipelineOptions()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchSize, 1024);
        PipelineOptions options = new() { Provider = Provider, Threads = Threads };
        options.Validate();
        return options;
    }
}
