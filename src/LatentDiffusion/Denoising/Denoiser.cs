namespace LatentDiffusion;

/// <summary>The denoising graph of a model, with the names of the inputs that every step fills.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="SampleInput">Input of the latents.</param>
/// <param name="TimestepInput">Input of the timestep.</param>
/// <param name="Output">Output of the prediction.</param>
internal sealed record Denoiser(OnnxGraph Graph, string SampleInput, string TimestepInput, string Output)
{
    /// <summary>How the graph orders the elements of latents.</summary>
    public LatentLayout Layout { get; init; } = new();

    /// <summary>What timesteps are divided by before the graph sees them.</summary>
    public float TimestepDivisor { get; init; } = 1;

    /// <summary>The ControlNets whose results the graph takes; null where it takes none.</summary>
    public ControlNets? Controls { get; init; }

    /// <summary>The same in float32, loaded when it is first asked for; null where nothing of it computes in half precision.</summary>
    public Denoiser? InFloat32() => Graph.InFloat32 is { } graph
        ? this with { Graph = graph, Controls = Controls?.InFloat32() }
        : Controls?.InFloat32() is { } controls && controls != Controls ? this with { Controls = controls } : null;
}
