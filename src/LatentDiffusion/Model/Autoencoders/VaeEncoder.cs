using LatentDiffusion.Errors;
using LatentDiffusion.Requests;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Model;

/// <summary>The encoding half of an autoencoder: pixels to a distribution of latents, from which one is drawn.</summary>
internal sealed class VaeEncoder
{
    private readonly OnnxGraph _graph;
    private readonly LatentScaling _scaling;
    private readonly TilePolicy _tiles;
    private readonly string _input;
    private readonly string _output;

    /// <summary>Wires a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="scaling">Scale of the latents.</param>
    /// <param name="tiles">When to work on tiles.</param>
    /// <exception cref="ModelFormatException">The graph is not an encoder.</exception>
    public VaeEncoder(OnnxGraph graph, LatentScaling scaling, TilePolicy tiles)
    {
        (_graph, _scaling, _tiles) = (graph, scaling, tiles);
        _input = graph.RequireInput("sample");
        graph.RequireNoOtherInputs(_input);
        _output = graph.RequireOutput("latent_parameters", "latent_sample");
    }

    /// <summary>
    /// Whether the graph draws the latent itself, as exports did before optimum 1.17 (<c>latent_sample</c>). Its noise cannot be seeded
    /// then.
    /// </summary>
    public bool DrawsInGraph => _output == "latent_sample";

    /// <summary>The same with tiles as the user wants them.</summary>
    public VaeEncoder With(VaeTiling mode) => new(_graph, _scaling, _tiles with { Mode = mode });

    /// <summary>The same with the factor of the latents' scale alone.</summary>
    public VaeEncoder WithPlainScaling() => new(_graph, _scaling.Plain, _tiles);

    /// <summary>Encodes a picture.</summary>
    /// <param name="pixels">The picture, [3, height, width] in -1 to 1.</param>
    /// <param name="shape">Shape of its latent.</param>
    /// <param name="warnings">Are told where float16 was not enough.</param>
    /// <param name="cancellationToken">Stops between two kernels.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="NumericalException">The result is not finite.</exception>
    public LatentDistribution Encode(float[] pixels, LatentShape shape, RunWarnings warnings, CancellationToken cancellationToken)
    {
        int planes = (DrawsInGraph ? 1 : 2) * shape.Channels;
        TileGrid? grid = _tiles.For(shape);
        float[] values = grid is null ? Part(new TileArea(0, 0, shape.Height, shape.Width)) : grid.Assemble(planes, shape, 1, Part);
        return new LatentDistribution(values, shape.Length, _scaling);

        float[] Part(TileArea area) => _graph.Compute(graph => Compute(graph, area), warnings);

        float[] Compute(OnnxGraph graph, TileArea area)
        {
            TileArea picture = area.Times(_tiles.Factor);
            using GraphCall call = graph.Call(cancellationToken, returnsMemory: grid is not null);
            Span<float> input = call.Input(_input, 1, 3, picture.Height, picture.Width).Write();
            picture.Crop(pixels, shape.Height * _tiles.Factor, shape.Width * _tiles.Factor, input);
            call.FreeOutput(_output);
            float[] part = call.RunFree()[0].Values;
            return part.Length == planes * area.Height * area.Width
                ? part
                : throw new ModelFormatException(
                    $"{_graph.Path}: '{_output}' has {part.Length} elements where {planes}x{area.Height}x{area.Width} are needed.");
        }
    }
}
