namespace LatentDiffusion;

/// <summary>The decoding half of an autoencoder: latents to pixels.</summary>
internal sealed class VaeDecoder
{
    private readonly OnnxGraph _graph;
    private readonly LatentScaling _scaling;
    private readonly string _input;
    private readonly string _output;

    /// <summary>Wires a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scaling">Scale of the latents.</param>
    /// <param name="factor">Pixels per latent element, along each side.</param>
    /// <exception cref="ModelFormatException">The graph is not a decoder.</exception>
    public VaeDecoder(OnnxGraph graph, LatentScaling scaling, int factor)
    {
        (_graph, _scaling, Factor) = (graph, scaling, factor);
        _input = graph.RequireInput("latent_sample", "latent");
        graph.RequireNoOtherInputs(_input);
        _output = graph.RequireOutput("sample");
    }

    /// <summary>Pixels per latent element, along each side.</summary>
    public int Factor { get; }

    /// <summary>The same without the shift of the latents.</summary>
    public VaeDecoder WithoutShift() => new(_graph, _scaling with { Shift = 0 }, Factor);

    /// <summary>Decodes one latent at a time: that bounds memory, and old exports allow no more.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="NumericalException">The picture is not finite.</exception>
    public RgbImage[] Decode(ReadOnlySpan<float> latents, LatentShape shape, CancellationToken cancellationToken)
    {
        int width = shape.Width * Factor, height = shape.Height * Factor;
        RgbImage[] images = new RgbImage[latents.Length / shape.Length];
        using GraphCall call = _graph.Call(cancellationToken);
        TensorBuffer input = call.Input(_input, shape.Batch(1));
        TensorBuffer output = call.Output(_output, 1, 3, height, width);
        for (int i = 0; i < images.Length; i++)
        {
            _scaling.ToVae(latents.Slice(i * shape.Length, shape.Length), input.Values);
            call.Run();
            byte[] rgb = new byte[3 * width * height];
            PixelConversion.ToPixels(output.Values, width * height, rgb);
            images[i] = new RgbImage(width, height, rgb);
        }

        return images;
    }
}
