namespace LatentDiffusion.Safety;

/// <summary>How a checker is loaded, and how strict it is.</summary>
public sealed record SafetyCheckerOptions
{
    /// <summary>The hardware to compute on. Default the processor.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProviders.Cpu;

    /// <summary>Threads that compute one operator, at least 1. Default null: one for each core.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// The variant of the weights, as in <c>model.fp16.safetensors</c>; not for the legacy ONNX form, which has none. Default null: the
    /// plain one, else <c>fp16</c>.
    /// </summary>
    public string? Variant { get; init; }

    /// <summary>
    /// Folder of graph templates, as <c>latent-diffusion-export templates</c> writes them, for checkers that are not the published one,
    /// a CLIP ViT-L/14. Default null.
    /// </summary>
    public string? Templates { get; init; }

    /// <summary>
    /// What is added to every score of a concept, which diffusers leaves at 0: above it more pictures are unsafe, below fewer.
    /// From -1 to 1; not for the legacy ONNX form, whose graph decides. Default 0.
    /// </summary>
    public double Adjustment { get; init; }

    /// <summary>Fails for what the legacy ONNX form leaves no choice of, so that nobody believes it has an effect.</summary>
    /// <param name="graph">Its graph.</param>
    /// <exception cref="ArgumentException">An option is set.</exception>
    internal void RequireNone(string graph)
    {
        if (Adjustment != 0)
            throw new ArgumentException(
                FormattableString.Invariant($"The adjustment is {Adjustment}; it must be 0 for {graph}, which decides by itself."),
                nameof(Adjustment));
        if (Variant is not null)
            throw new ArgumentException($"The variant is '{Variant}'; it must be null for {graph}, which has none.", nameof(Variant));
    }

    /// <summary>The same as a pipeline's options.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal PipelineOptions ToPipelineOptions()
    {
        if (!(Math.Abs(Adjustment) <= 1))
            throw new ArgumentOutOfRangeException(nameof(Adjustment), Adjustment, "The adjustment must be from -1 to 1.");
        PipelineOptions options = new() { Provider = Provider, Threads = Threads, Templates = Templates };
        options.Validate();
        return options;
    }
}
