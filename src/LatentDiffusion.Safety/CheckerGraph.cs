namespace LatentDiffusion.Safety;

/// <summary>One of the two forms of the checker.</summary>
internal abstract class CheckerGraph(OnnxGraph graph) : IDisposable
{
    /// <summary>Name of the input that takes the prepared picture.</summary>
    protected const string Input = "clip_input";

    /// <summary>The graph.</summary>
    protected OnnxGraph Graph => graph;

    /// <summary>Side of the prepared pictures.</summary>
    /// <exception cref="ModelFormatException">The graph takes no pictures.</exception>
    public int Side => graph.Inputs[graph.RequireInput(Input)].Dimensions switch
    {
        [_, _, int height, int width] when height == width => height > 0 ? height : ClipPicture.UsualSide,
        _ => throw new ModelFormatException($"{graph.Path}: the input '{Input}' is {graph.Inputs[Input]}; it must be square pictures."),
    };

    /// <summary>Looks at a picture.</summary>
    public abstract SafetyFinding Check(ClipPicture input, RgbImage image, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => graph.Dispose();
}
