using LatentDiffusion.Runtime;

namespace LatentDiffusion.Model;

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

    /// <summary>Whether any of its graphs computes in half precision.</summary>
    public bool IsHalf => Graph.IsHalf || Controls is { IsHalf: true };

    /// <summary>The same in float32; what computes in half precision is loaded anew when it is first asked for.</summary>
    public Denoiser InFloat32() => this with { Graph = Graph.InFloat32 ?? Graph, Controls = Controls?.InFloat32() };
}
