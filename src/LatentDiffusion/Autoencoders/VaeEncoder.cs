namespace LatentDiffusion;

/// <summary>The encoding half of an autoencoder: pixels to a distribution of latents, from which one is drawn.</summary>
internal sealed class VaeEncoder
{
    private readonly OnnxGraph _graph;
    private readonly LatentScaling _scaling;
    private readonly string _input;
    private readonly string _output;

    /// <summary>Wires a graph.</summary>
    /// <exception cref="ModelFormatException">The graph is not an encoder.</exception>
    public VaeEncoder(OnnxGraph graph, LatentScaling scaling)
    {
        (_graph, _scaling) = (graph, scaling);
        _input = graph.RequireInput("sample");
        graph.RequireNoOtherInputs(_input);
        _output = graph.RequireOutput("latent_parameters", "latent_sample");
    }

    /// <summary>
    /// Whether the graph draws the latent itself, as exports did before optimum 1.17 (<c>latent_sample</c>). Its noise cannot be seeded then.
    /// </summary>
    public bool DrawsInGraph => _output == "latent_sample";

    /// <summary>Encodes a picture.</summary>
    /// <param name="pixels">The picture, [3, height, width] in -1 to 1.</param>
    /// <param name="plan">Sizes of picture and latent.</param>
    /// <param name="cancellationToken">Stops between two kernels.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="NumericalException">The result is not finite.</exception>
    public LatentDistribution Encode(ReadOnlySpan<float> pixels, GenerationPlan plan, CancellationToken cancellationToken)
    {
        using GraphCall call = _graph.Call(cancellationToken);
        pixels.CopyTo(call.Input(_input, 1, 3, plan.Height, plan.Width).Values);
        call.FreeOutput(_output);
        float[] values = call.RunFree()[0].Values;
        int length = plan.Latent.Length;
        return values.Length == (DrawsInGraph ? 1 : 2) * length
            ? new LatentDistribution(values, length, _scaling)
            : throw new ModelFormatException($"{_graph.Path}: '{_output}' has {values.Length} elements for latents of {length}.");
    }
}
