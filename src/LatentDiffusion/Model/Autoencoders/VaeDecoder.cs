using LatentDiffusion.Errors;
using LatentDiffusion.Imaging;
using LatentDiffusion.Requests;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Model;

/// <summary>The decoding half of an autoencoder: latents to pixels.</summary>
internal sealed class VaeDecoder
{
    private const int Channels = 3;

    private readonly OnnxGraph _graph;
    private readonly LatentScaling _scaling;
    private readonly TilePolicy _tiles;
    private readonly string _input;
    private readonly string _output;

    /// <summary>Wires a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scaling">Scale of the latents.</param>
    /// <param name="tiles">When to work on tiles.</param>
    /// <exception cref="ModelFormatException">The graph is not a decoder.</exception>
    public VaeDecoder(OnnxGraph graph, LatentScaling scaling, TilePolicy tiles)
    {
        (_graph, _scaling, _tiles) = (graph, scaling, tiles);
        _input = graph.RequireInput("latent_sample", "latent");
        graph.RequireNoOtherInputs(_input);
        _output = graph.RequireOutput("sample");
    }

    /// <summary>Pixels per latent element, along each side.</summary>
    public int Factor => _tiles.Factor;

    /// <summary>The same with tiles as the user wants them.</summary>
    public VaeDecoder With(VaeTiling mode) => new(_graph, _scaling, _tiles with { Mode = mode });

    /// <summary>Whether it decodes latents of so many channels.</summary>
    public bool Takes(int channels) => _graph.Inputs[_input].FitsAt(1, channels);

    /// <summary>The same with the factor of the latents' scale alone.</summary>
    public VaeDecoder WithPlainScaling() => new(_graph, _scaling.Plain, _tiles);

    /// <summary>Decodes one latent at a time: that bounds memory, and old exports allow no more.</summary>
    /// <param name="latents">The latents, one after the other.</param>
    /// <param name="shape">Shape of one.</param>
    /// <param name="warnings">Are told where float16 was not enough.</param>
    /// <param name="cancellationToken">Stops between two kernels.</param>
    /// <param name="size">Size that pictures are brought to (<see cref="ResizeAndCrop"/>), or null for the one that they have.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="NumericalException">The picture is not finite.</exception>
    public RgbImage[] Decode(
        ReadOnlySpan<float> latents,
        LatentShape shape,
        RunWarnings warnings,
        CancellationToken cancellationToken,
        (int Width, int Height)? size = null)
    {
        (int Width, int Height) drawn = (shape.Width * Factor, shape.Height * Factor);
        var (width, height) = size ?? drawn;
        TileGrid? grid = _tiles.For(shape);
        float[] z = new float[shape.Length];
        RgbImage[] images = new RgbImage[latents.Length / shape.Length];
        for (int i = 0; i < images.Length; i++)
        {
            _scaling.ToVae(latents.Slice(i * shape.Length, shape.Length), z);
            float[] pixels = grid is null
                ? Part(new TileArea(0, 0, shape.Height, shape.Width))
                : grid.Assemble(Channels, shape, Factor, Part);
            byte[] rgb = new byte[Channels * width * height];
            PixelConversion.ToPixels(ResizeAndCrop.Apply(pixels, drawn, (width, height)), width * height, rgb);
            images[i] = new RgbImage(width, height, rgb);
        }

        return images;

        float[] Part(TileArea area) => _graph.Compute(graph => Compute(graph, area), warnings);

        float[] Compute(OnnxGraph graph, TileArea area)
        {
            using GraphCall call = graph.Call(cancellationToken, returnsMemory: grid is not null);
            area.Crop(z, shape.Height, shape.Width, call.Input(_input, 1, shape.Channels, area.Height, area.Width).Write());
            TensorBuffer output = call.Output(_output, 1, Channels, area.Height * Factor, area.Width * Factor);
            call.Run();
            return output.Values.ToArray();
        }
    }
}
