namespace LatentDiffusion;

/// <summary>The denoising graph of a model, with the names of the inputs that every step fills.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="SampleInput">Input of the latents.</param>
/// <param name="TimestepInput">Input of the timestep.</param>
/// <param name="Output">Output of the prediction.</param>
internal sealed record Denoiser(OnnxGraph Graph, string SampleInput, string TimestepInput, string Output)
{
    /// <summary>Binds the graph for one generation.</summary>
    public DenoiserCall Start(Conditioning conditioning, GenerationPlan plan, CancellationToken cancellationToken) =>
        new(this, conditioning, plan, cancellationToken);
}
